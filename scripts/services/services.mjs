import { createPostgres } from './postgres.mjs';
import { createRedis } from './redis.mjs';
import { createSwift } from './swift.mjs';

/**
 * The services a command needs and the environment does not name.
 * @param wanted `{ root, folder, throwaway, token, postgres, redis, swift }`; of the last three `false` is "not needed",
 *   redis is `{ program, keeps }`, swift `{ program }`
 */
export function createServices({ postgres, redis, swift, ...where }) {
  return [
    ...(postgres ? [createPostgres(where)] : []),
    ...(redis ? [createRedis({ ...where, ...redis })] : []),
    ...(swift ? [createSwift({ ...where, ...swift })] : []),
  ];
}
