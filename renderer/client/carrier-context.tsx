/** The carrier of this window, for all that is shown in it. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { AdminClient, Carrier, Connection } from './admin-client.ts';

const CarrierContext = createContext<Carrier | undefined>(undefined);
export const CarrierProvider = CarrierContext.Provider;

export function useCarrier(): Carrier {
  const carrier = useContext(CarrierContext);
  if (carrier === undefined) throw new Error('shown outside of a CarrierProvider');
  return carrier;
}

export function useAdminClient(): AdminClient {
  return useCarrier().client;
}

export function useConnection(): Connection {
  const carrier = useCarrier();
  return useSyncExternalStore(
    (listener) => carrier.onChange(listener),
    () => carrier.connection,
  );
}
