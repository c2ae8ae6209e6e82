import { idExample, positionExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';

export const docs = {
  rebuild: {
    summary: 'Rebuild a projection',
    description:
      'Fills a new build beside the live one and switches to it when it is verified. Reads and writes go on.',
    status: 202,
    answer: { jobId: idExample, position: positionExample },
    problems: ['rebuild-running'],
  },
  cancel: {
    summary: 'Cancel a rebuild',
    description: 'Gives the running rebuild up and removes its build.',
    answer: { name: 'orders', position: positionExample },
    problems: ['nothing-to-undo'],
  },
  rollback: {
    summary: 'Roll a projection back',
    description: 'Serves the build before the latest switch again.',
    answer: { name: 'orders', position: positionExample },
    problems: ['nothing-to-undo'],
  },
  retry: {
    summary: 'Retry a parked event',
    description:
      'Folds the key again from the parked event on, or publishes the parked message again. What fails again stays parked.',
    answer: { id: idExample, position: positionExample },
  },
  discard: {
    summary: 'Discard a parked event',
    description:
      'Gives this one event up for this projection, or this one message up; later events of its key are folded.',
    answer: { id: idExample, position: positionExample },
  },
  resume: {
    summary: 'Push an order that waits',
    description:
      'An addition for operators: makes the next attempt of what the order waits for (a capture, void or refund, or a ' +
      'step that failed) now instead of when it is due. 404 when no attempt is waited for.',
    answer: { id: idExample, position: positionExample },
    problems: ['not-found'],
  },
} satisfies Record<string, CommandDoc>;
