import { reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import { recordAuthorization, recordDecline, requestPayment } from './authorize.ts';
import { recordCapture, recordCaptureFailure, requestCapture } from './capture.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { recordRefund, recordRefundFailure, requestRefund } from './refund.ts';
import type { Payment, PaymentState } from './state.ts';
import { recordVoid, recordVoidFailure, requestVoid } from './void.ts';

type BeforeRequest = 'RequestPayment' | 'RequestVoid';

/** The rules of a payment, one file a step: authorize, capture, void, refund. */
export function decide(command: PaymentCommand, payment: PaymentState): Decision<PaymentEvent> {
  if (command.type === 'RequestPayment') return requestPayment(command, payment);
  if (command.type === 'RequestVoid') return requestVoid(payment, command.attempt, command.because);
  return payment === null ? reject('not-found') : decideRequested(command, payment);
}

function decideRequested(
  command: Exclude<PaymentCommand, { type: BeforeRequest }>,
  payment: Payment,
): Decision<PaymentEvent> {
  switch (command.type) {
    case 'RecordAuthorization':
      return recordAuthorization(payment, command.reference);
    case 'RecordDecline':
      return recordDecline(payment, command.reason);
    case 'RequestCapture':
      return requestCapture(payment, command.attempt);
    case 'RecordCapture':
      return recordCapture(payment);
    case 'RecordCaptureFailure':
      return recordCaptureFailure(payment, command.attempt, command.error);
    case 'RecordVoid':
      return recordVoid(payment);
    case 'RecordVoidFailure':
      return recordVoidFailure(payment, command.attempt, command.error);
    case 'RequestRefund':
      return requestRefund(command, payment);
    case 'RecordRefund':
      return recordRefund(payment, command.refundId);
    case 'RecordRefundFailure':
      return recordRefundFailure(command, payment);
    default:
      return unreachable(command, reject('not-found'));
  }
}
