/** Messages: into the store, and out of it. */
import { ExtentBuffers } from './extent-buffers.ts';
import type { DataFile } from './extents/data-file.ts';
import type { FreeSpace } from './free-space.ts';
import { type IncomingMessage, MessageLost, type MessageReader, type MessageStore } from './mail-store.ts';
import type { MessageHolds } from './message-holds.ts';
import { StoredMessageReader } from './message-reader.ts';
import { ExtentWriter } from './message-writer.ts';
import type { NewContent } from './operations/messages.ts';
import type { ReadOperations, WriteOperations } from './operations/tables.ts';
import type { ThreadClient } from './threads/thread-client.ts';

export interface MessageStoreParts {
  readonly writer: ThreadClient<WriteOperations>;
  readonly reader: ThreadClient<ReadOperations>;
  readonly dataFile: DataFile;
  readonly holds: MessageHolds;
  readonly freeSpace: FreeSpace;
  readonly inlineMessageBytes: number;
}

export function createMessageStore(parts: MessageStoreParts): MessageStore {
  const { writer, reader, dataFile, holds, freeSpace, inlineMessageBytes } = parts;
  const accept = (message: IncomingMessage, size: number, content: NewContent): Promise<number> => {
    const transfers = content.kind === 'inline' ? [content.bytes.buffer] : [];
    return writer.call('message.accept', { message, size, content }, transfers);
  };
  const buffers = new ExtentBuffers();
  return {
    writer: () => new ExtentWriter({ dataFile, buffers, inlineMessageBytes, accept }),
    open: async (messageId): Promise<MessageReader | undefined> => {
      holds.take(messageId);
      let opened = false;
      try {
        const message = await reader.call('message.open', { messageId });
        if (message === undefined) return undefined;
        if (message.lost) throw new MessageLost(messageId, dataFile.file);
        opened = true;
        return new StoredMessageReader(messageId, message, dataFile, () => holds.letGo(messageId));
      } finally {
        if (!opened) holds.letGo(messageId);
      }
    },
    hasRoom: (minFreeBytes, messageBytes = 0) => freeSpace.has(minFreeBytes, messageBytes, dataFile.freeBytes),
  };
}
