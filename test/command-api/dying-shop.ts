import { commandShop, newlyStored, type CommandShop } from './command-shop.ts';

/** A shop that can be made to die after a number of appends, and then started again on what it stored. */
export async function mortalShop() {
  const stored = newlyStored();
  const { store } = stored;
  let shop = await commandShop({ stored });
  return {
    current: (): CommandShop => shop,
    dieAfter(appends: number): void {
      let left = appends;
      store.beforeAppend = async () => {
        left -= 1;
        if (left < 0) throw new Error('the process died');
      };
    },
    async restart(): Promise<CommandShop> {
      store.beforeAppend = async () => {};
      await shop.close();
      shop = await commandShop({ stored });
      return shop;
    },
  };
}
