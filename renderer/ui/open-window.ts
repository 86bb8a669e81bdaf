/** Opens a window by its address, filled in with what is known here. */
import { useNavigate } from '@tanstack/react-router';

export function useOpenWindow(): (path: string, search?: Readonly<Record<string, string>>) => void {
  const navigate = useNavigate();
  return (path, search = {}) => void navigate({ to: path, search });
}
