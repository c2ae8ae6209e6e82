import { projectionContract } from './projection.ts';
import { forgettingContract } from './projection-forgetting.ts';
import { rebuildContract } from './projection-rebuild.ts';
import { embeddedViews, roughViews, tearingViews } from './view-store-places.ts';

projectionContract('in memory', roughViews);
projectionContract('where writes tear', tearingViews);
projectionContract('embedded', embeddedViews);
rebuildContract('in memory', roughViews);
rebuildContract('where writes tear', tearingViews);
rebuildContract('embedded', embeddedViews);
forgettingContract('in memory', roughViews);
forgettingContract('where writes tear', tearingViews);
forgettingContract('embedded', embeddedViews);
