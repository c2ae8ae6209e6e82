import { projectionContract } from './projection.ts';
import { forgettingContract } from './projection-forgetting.ts';
import { rebuildContract } from './projection-rebuild.ts';
import { embeddedViews, roughViews } from './view-store-places.ts';

projectionContract('in memory', roughViews);
projectionContract('embedded', embeddedViews);
rebuildContract('in memory', roughViews);
rebuildContract('embedded', embeddedViews);
forgettingContract('in memory', roughViews);
forgettingContract('embedded', embeddedViews);
