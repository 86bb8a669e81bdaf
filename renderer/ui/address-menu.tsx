/** The entries of a menu that ban or trust an address, or ban the network around it. */
import { MenuItem, MenuList } from '@fluentui/react-components';
import { Prohibited16Regular } from '@fluentui/react-icons/svg/prohibited';
import { ShieldCheckmark16Regular } from '@fluentui/react-icons/svg/shield-checkmark';
import { type AddressChange, BAN_TIMES, type BanTime, networkAround } from '../client/address-changes.ts';
import { texts } from '../texts.ts';
import { Submenu } from './submenu.tsx';

export interface AddressMenuProps {
  readonly address: string;
  /** Why, for the note of the entry. */
  readonly note: string;
  readonly onApply: (change: AddressChange) => void;
}

export function AddressMenu({ address, note, onApply }: AddressMenuProps) {
  const network = networkAround(address);
  const words = texts.log.address;
  return (
    <>
      <BanMenu label={words.ban(address)} onBan={(time) => onApply({ list: 'banned', address, time, note })} />
      {network !== undefined && <BanMenu label={words.banNetwork(network)} onBan={(time) => onApply({ list: 'banned', address: network, time, note })} />}
      <MenuItem icon={<ShieldCheckmark16Regular />} onClick={() => onApply({ list: 'trusted', address, time: 'ever', note })}>
        {words.trust(address)}
      </MenuItem>
    </>
  );
}

function BanMenu({ label, onBan }: { readonly label: string; readonly onBan: (time: BanTime) => void }) {
  return (
    <Submenu trigger={<MenuItem icon={<Prohibited16Regular />}>{label}</MenuItem>}>
      <MenuList>
        {(Object.keys(BAN_TIMES) as BanTime[]).map((time) => (
          <MenuItem key={time} onClick={() => onBan(time)}>
            {texts.log.address.times[time]}
          </MenuItem>
        ))}
      </MenuList>
    </Submenu>
  );
}
