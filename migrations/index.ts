import { Migration20261122000000 } from './migration-20261122000000.js';
import { Migration20261123000000 } from './migration-20261123000000.js';
import { Migration20261123010000 } from './migration-20261123010000.js';
import { Migration20261123020000 } from './migration-20261123020000.js';
import { Migration20261123030000 } from './migration-20261123030000.js';
import { Migration20261123031000 } from './migration-20261123031000.js';
import { Migration20261123040000 } from './migration-20261123040000.js';
import { Migration20261123050000 } from './migration-20261123050000.js';
import { Migration20261123060000 } from './migration-20261123060000.js';

/** In order; each stays as it is once it has landed. */
export const migrations = [
  { name: '20261122000000_first', class: Migration20261122000000 },
  { name: '20261123000000_reliability', class: Migration20261123000000 },
  { name: '20261123010000_uploads', class: Migration20261123010000 },
  { name: '20261123020000_reviews', class: Migration20261123020000 },
  { name: '20261123030000_audit', class: Migration20261123030000 },
  { name: '20261123031000_estimated_units', class: Migration20261123031000 },
  { name: '20261123040000_walls', class: Migration20261123040000 },
  { name: '20261123050000_episode_orders', class: Migration20261123050000 },
  { name: '20261123060000_unproven_ids', class: Migration20261123060000 },
];
