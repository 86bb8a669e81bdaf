/** The window of the banned addresses. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AddressListWindow } from './address-list-window.tsx';

export function BannedAddressesWindow() {
  const navigate = useNavigate();
  const { address } = useSearch({ from: '/security/banned-addresses' });
  return (
    <AddressListWindow
      list="banned-addresses"
      address={address}
      onAddressDone={() => void navigate({ to: '/security/banned-addresses', search: {}, replace: true })}
    />
  );
}
