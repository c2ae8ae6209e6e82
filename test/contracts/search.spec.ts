import { relevanceContract, searchContract } from './search.ts';
import { embeddedViews, roughViews } from './view-store-places.ts';

searchContract('in memory', roughViews);
searchContract('embedded', embeddedViews);
relevanceContract('embedded', embeddedViews);
