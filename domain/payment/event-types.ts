/** What the one gate for events knows of a payment's events. */
export const paymentEventTypes = {
  PaymentRequested: { version: 1, secret: ['token'] },
  PaymentAuthorized: { version: 1 },
  PaymentDeclined: { version: 1 },
  PaymentCaptureRequested: { version: 1 },
  PaymentCaptured: { version: 1 },
  PaymentCaptureFailed: { version: 1 },
  PaymentVoidRequested: { version: 1 },
  PaymentVoided: { version: 1 },
  PaymentVoidFailed: { version: 1 },
  PaymentRefundRequested: { version: 1 },
  PaymentRefunded: { version: 1 },
  PaymentRefundFailed: { version: 1 },
} as const;
