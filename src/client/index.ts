// What others build on: `import { createAcogClient } from 'acog/client'`. Stands alone, in browsers and in Node.
export { AcogApiError, createAcogClient, type AcogClient, type AcogClientOptions } from './acog-client.js';
export { resumable } from './resumable.js';
export { socketOptions, type Access } from './socket-options.js';
