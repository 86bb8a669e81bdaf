/**
 * Commands of the menu and their shortcuts. What is on screen offers the commands it can carry out; the menu greys out
 * the others.
 */
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { commandOfAccelerator, type MenuCommand } from '../../shared/menu.ts';

type Handler = () => void;

/** The commands on offer in one window. */
export class Commands {
  readonly #handlers = new Map<MenuCommand, Handler[]>();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  /** Offers a command until the returned function is called. The newest offer counts. */
  offer(command: MenuCommand, handler: Handler): () => void {
    this.#handlers.set(command, [...(this.#handlers.get(command) ?? []), handler]);
    this.#changed();
    return () => {
      this.#handlers.set(
        command,
        (this.#handlers.get(command) ?? []).filter((other) => other !== handler),
      );
      this.#changed();
    };
  }

  offers(command: MenuCommand): boolean {
    return (this.#handlers.get(command)?.length ?? 0) > 0;
  }

  /** @returns false if nobody offers the command. */
  run(command: MenuCommand): boolean {
    const handler = this.#handlers.get(command)?.at(-1);
    handler?.();
    return handler !== undefined;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

const CommandsContext = createContext<Commands | undefined>(undefined);
export const CommandsProvider = CommandsContext.Provider;

export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (commands === undefined) throw new Error('shown outside of a CommandsProvider');
  useSyncExternalStore(commands.onChange, commands.version);
  return commands;
}

/** Offers a command while this part of the window is shown, unless `handler` is undefined. */
export function useCommand(command: MenuCommand, handler: Handler | undefined): void {
  const commands = useContext(CommandsContext);
  const run = useEffectEvent(() => handler?.());
  const offered = handler !== undefined;
  useEffect(() => (offered ? commands?.offer(command, () => run()) : undefined), [commands, command, offered]);
}

/** Writes a key press as an accelerator, by the place of the key: Alt+N is Alt+N where Alt types other letters. */
export function acceleratorOf(event: Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'code' | 'key'>): string {
  const key = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key;
  const modifiers = [event.ctrlKey || event.metaKey ? 'Control+' : '', event.altKey ? 'Alt+' : '', event.shiftKey ? 'Shift+' : ''];
  return `${modifiers.join('')}${key}`;
}

/** Runs the command of each shortcut pressed in this window, while no dialog is open. */
export function useShortcuts(commands: Commands): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('[aria-modal="true"]') !== null) return;
      const command = commandOfAccelerator(acceleratorOf(event));
      // In a text field, undo takes back what was typed.
      if (command === undefined || (command === 'undo' && isTextField(event.target))) return;
      if (commands.run(command)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [commands]);
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement ? target.type !== 'checkbox' && target.type !== 'radio' : target instanceof HTMLTextAreaElement;
}
