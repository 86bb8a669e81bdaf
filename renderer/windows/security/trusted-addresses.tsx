/** The window of the trusted addresses. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AddressListWindow } from './address-list-window.tsx';

export function TrustedAddressesWindow() {
  const navigate = useNavigate();
  const { address } = useSearch({ from: '/security/trusted-addresses' });
  return (
    <AddressListWindow
      list="trusted-addresses"
      address={address}
      onAddressDone={() => void navigate({ to: '/security/trusted-addresses', search: {}, replace: true })}
    />
  );
}
