import type { Engine } from './engine.js';

/**
 * Counts the channels for the planner. PostgreSQL counts a table by itself only after fifty changes; until then it takes a
 * few channels with a million episodes for almost none, and sorts all episodes to find a page.
 */
export async function countForPlanner({ orm }: Pick<Engine, 'orm'>): Promise<void> {
  await orm.em.fork().execute(`analyze channel`);
}
