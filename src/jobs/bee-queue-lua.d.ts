/** The library's own loader of its Lua scripts; it has no types. */
declare module 'bee-queue/lib/lua/index.js' {
  const lua: { buildCache(client: unknown): Promise<void> };
  export default lua;
}
