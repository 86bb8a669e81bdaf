/** What a list of addresses says while there is no domain that they could belong to. */
import { useNavigate } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { EmptyState } from './empty-state.tsx';

export function NoDomainYet({ text }: { readonly text: string }) {
  const navigate = useNavigate();
  const { title, action } = texts.accounts.emptyNoDomain;
  return <EmptyState title={title} text={text} action={{ label: action, run: () => void navigate({ to: '/domains', search: { create: true } }) }} />;
}
