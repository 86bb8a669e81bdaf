/** The forms in which the log is exported. */
export const EXPORT_FORMATS = ['text', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
