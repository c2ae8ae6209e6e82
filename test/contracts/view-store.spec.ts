import { embeddedViews, roughViews } from './view-store-places.ts';
import { viewStoreContract } from './view-store.ts';

viewStoreContract('in memory', roughViews);
viewStoreContract('embedded', embeddedViews);
