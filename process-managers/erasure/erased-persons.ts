import type { KeyValue } from '../../engine/stores/key-value.ts';
import type { Position } from '../../engine/log/position.ts';
import { positionIn } from '../../engine/log/position.ts';

const prefix = 'erased:';

/** The position from which on no view shows anything of a person; null while their erasure is not finished. */
export async function whenErased(keyValue: KeyValue, userId: string): Promise<Position | null> {
  const text = await keyValue.get(prefix + userId);
  return text === null ? null : positionIn(text);
}

export async function rememberErased(keyValue: KeyValue, userId: string, position: Position): Promise<void> {
  await keyValue.set(prefix + userId, position);
}

/** Everybody whose erasure is finished. */
export async function* erasedPersons(keyValue: KeyValue): AsyncGenerator<string> {
  for (let after: string | undefined; ;) {
    const page = await keyValue.scan(prefix, 500, after);
    for (const { key } of page) yield key.slice(prefix.length);
    if (page.length === 0) return;
    after = page.at(-1)!.key;
  }
}
