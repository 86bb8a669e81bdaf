/** Starts the console in this page: carrier, queries, appearance, then the window that the address names. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import { CarrierProvider } from './client/carrier-context.tsx';
import { chooseCarrier } from './client/choose-carrier.ts';
import { createQueryClient } from './client/query-client.ts';
import { SettingsChangesProvider } from './client/settings-changes.tsx';
import { followLanguage, language } from './language.ts';
import { router } from './router.tsx';
import { AppearanceProvider } from './ui/appearance.tsx';
import { Commands, CommandsProvider } from './ui/commands.ts';
import { NoticesProvider } from './ui/notices.tsx';
import { AccountImportProvider } from './windows/accounts/account-import.tsx';
import { ListImportProvider } from './windows/mailing-lists/list-import.tsx';
import { keepPresses } from './ui/steady-press.ts';
import './ui/page.css';

// zod would compile its schemas with `new Function`, which the content security policy forbids.
z.config({ jitless: true });

const carrier = await chooseCarrier();
const queries = createQueryClient(carrier);
const commands = new Commands();
document.documentElement.lang = language;
followLanguage();
keepPresses(document);
const place = document.querySelector('#root');
if (place === null) throw new Error('index.html has no #root');

createRoot(place).render(
  <CarrierProvider value={carrier}>
    <QueryClientProvider client={queries}>
      <CommandsProvider value={commands}>
        <AppearanceProvider>
          <NoticesProvider>
            <SettingsChangesProvider>
              <AccountImportProvider>
                <ListImportProvider>
                  <RouterProvider router={router} />
                </ListImportProvider>
              </AccountImportProvider>
            </SettingsChangesProvider>
          </NoticesProvider>
        </AppearanceProvider>
      </CommandsProvider>
    </QueryClientProvider>
  </CarrierProvider>,
);
