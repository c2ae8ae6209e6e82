import type { KeyVault } from '../../engine/log/key-vault.ts';
import type { KeyValue } from '../../engine/stores/key-value.ts';
import type { Clock } from '../../engine/tools/clock.ts';
import { erasedPersons } from './erased-persons.ts';

/** A vault that was restored from a backup has keys again that were destroyed since: they go once more. */
export async function destroyKeysAgain(keyVault: KeyVault, keyValue: KeyValue, clock: Clock): Promise<void> {
  for await (const userId of erasedPersons(keyValue)) {
    if ((await keyVault.find(userId)).status !== 'destroyed') await keyVault.destroy(userId, clock());
  }
}
