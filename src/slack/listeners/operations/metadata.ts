import { z } from 'zod';

/** What a window keeps of the click that opened it: ids only, Slack hands them back as they are. */
const approveMetadata = z.object({
  operationId: z.string(),
  planVersion: z.number().int().positive(),
  channelId: z.string().nullable(),
});

export type ApproveMetadata = z.infer<typeof approveMetadata>;

export function readApproveMetadata(text: string): ApproveMetadata | null {
  try {
    return approveMetadata.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function writeApproveMetadata(metadata: ApproveMetadata): string {
  return JSON.stringify(metadata);
}
