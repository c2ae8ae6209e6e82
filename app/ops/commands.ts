import { auditHead, auditKey, auditVerify } from './audit-commands.ts';
import { auditOrder } from './audit-order-command.ts';
import { auditRotateKey } from './audit-rotate-command.ts';
import { backupCommand } from './backup-command.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { discardParked, listParked, retryParked, showParked } from './parked-commands.ts';
import { listProcesses, resumeProcess } from './process-commands.ts';
import {
  cancelRebuild,
  listProjections,
  projectionStatus,
  rebuildProjection,
  rollBackProjection,
} from './projection-commands.ts';
import { restoreCommand } from './restore-command.ts';
import { verifyCommand } from './verify-command.ts';

/** Everything an operator can ask for, in the order of the help text. */
export const commands: readonly Command[] = [
  verifyCommand,
  auditOrder,
  auditVerify,
  auditHead,
  auditKey,
  auditRotateKey,
  listProjections,
  projectionStatus,
  rebuildProjection,
  cancelRebuild,
  rollBackProjection,
  listParked,
  showParked,
  retryParked,
  discardParked,
  listProcesses,
  resumeProcess,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
];
