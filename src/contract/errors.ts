import { z } from 'zod'
import { Decision } from './runs'

/**
 * Errors that cross a process: a stable code, a sentence a person can act on, and data. Codes are never renamed.
 * What a device refused during a run is no error but a Run in state `failed`.
 */
export const errors = {
  BAD_REQUEST: { status: 400, message: 'The request is not understood.', data: z.unknown().optional() },
  UNAUTHORIZED: { status: 401, message: 'Sign in with the printed address, or send an API key.' },
  FORBIDDEN: {
    status: 403,
    message: 'Your role does not allow this.',
    data: z.object({ needs: z.string() }).optional(),
  },
  NOT_FOUND: { status: 404, message: 'There is no such thing.', data: z.object({ id: z.string() }).optional() },
  REFUSED: { status: 409, message: 'Refused; nothing was sent.', data: z.object({ decisions: z.array(Decision) }) },
  CONFLICT: { status: 409, message: 'It is not in a state that allows this.' },
  LOCKED: { status: 423, message: 'Locked; nothing was sent.', data: z.object({ decisions: z.array(Decision) }) },
  DEVICE_FAULT: {
    status: 502,
    message: 'The device answered with an error.',
    data: z.object({ device: z.string() }).optional(),
  },
  DEVICE_SILENT: { status: 504, message: 'The device did not answer.' },
  STORE_FAILED: { status: 503, message: 'The journal cannot be written, so nothing is sent.' },
} as const
