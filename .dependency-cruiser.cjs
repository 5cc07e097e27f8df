/**
 * Who may import whom. Every folder names what it may reach; everything else of ours is forbidden.
 * `npm run check:imports` holds it.
 */
const GROUND = '^src/(errors|logger|redis|events)\\.ts$';
const CONFIG_TYPES = '^src/config\\.ts$';
const VENDORS = 'openai|elevenlabs|heygen|synthesia|runway|pika';

/** A rule: what stands in `from` may import only what `may` names (and packages, and itself). */
const only = (name, from, may, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^(src|migrations)/', pathNot: [...may, GROUND] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle hides who depends on whom. Entities may point at each other.',
      from: { pathNot: '^src/entities/' },
      to: { circular: true, viaOnly: { pathNot: '^src/entities/' } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nobody imports is forgotten.',
      from: { orphan: true, pathNot: ['^src/cli\\.ts$', '^src/client/index\\.ts$', '\\.d\\.ts$', '\\.mjs$'] },
      to: {},
    },
    only(
      'client',
      '^src/client/',
      ['^src/client/'],
      'The client stands alone: others build on it, in browsers too.',
    ),
    only('cli', '^src/cli\\.ts$', ['^src/cli\\.ts$', '^src/commands/'], 'The command line picks a command.'),
    {
      name: 'commands',
      severity: 'error',
      comment: 'Commands stand on the composition root; they never reach into the graph or the HTTP face.',
      from: { path: '^src/commands/' },
      to: { path: '^src/(cli\\.ts|resolvers/|http/|prompts/|jobs/)' },
    },
    {
      name: 'app-is-the-root',
      severity: 'error',
      comment: 'Only commands build the program.',
      from: { path: '^src/', pathNot: '^src/(commands/|cli\\.ts|app\\.ts)' },
      to: { path: '^src/(app|cli|orm)\\.ts$|^src/commands/', dependencyTypesNot: ['type-only'] },
    },
    only(
      'http',
      '^src/http/',
      ['^src/http/', '^src/resolvers/', '^src/services/', '^src/entities/', '^src/orm\\.ts$', CONFIG_TYPES],
      'http → resolvers → services.',
    ),
    only(
      'resolvers',
      '^src/resolvers/',
      [
        '^src/resolvers/',
        '^src/services/',
        '^src/entities/',
        '^src/jobs/run-control\\.ts$',
        '^src/integrations/contracts\\.ts$',
      ],
      'resolvers → services; they ask nothing of jobs but its types.',
    ),
    only(
      'services',
      '^src/services/',
      ['^src/services/', '^src/entities/', '^src/jobs/', '^src/integrations/contracts\\.ts$', CONFIG_TYPES],
      'services → jobs and contracts, never a vendor by name.',
    ),
    only(
      'jobs',
      '^src/jobs/',
      [
        '^src/jobs/',
        '^src/entities/',
        '^src/video/',
        '^src/prompts/',
        '^src/integrations/contracts\\.ts$',
        '^src/orm\\.ts$',
        CONFIG_TYPES,
      ],
      'jobs → video, prompts and contracts, never a vendor by name.',
    ),
    only(
      'prompts',
      '^src/prompts/',
      ['^src/prompts/', '^src/entities/episode-content\\.ts$'],
      'Prompts are data; they know the documents they ask for.',
    ),
    only('video', '^src/video/', ['^src/video/'], 'Pure: no I/O, nothing else of ours.'),
    only('entities', '^src/entities/', ['^src/entities/'], 'Entities know only each other and the errors.'),
    only(
      'integrations',
      '^src/integrations/',
      ['^src/integrations/', '^src/video/', '^src/simulator/'],
      'Everything outside the process: contracts, plumbing, types of video.',
    ),
    {
      name: 'vendor-never-another-vendor',
      severity: 'error',
      comment: 'A vendor is one folder.',
      from: { path: `^src/integrations/(${VENDORS})/` },
      to: { path: `^src/integrations/(${VENDORS}|ffmpeg|storage)/`, pathNot: '^src/integrations/$1/' },
    },
    {
      name: 'simulator-is-not-the-client',
      severity: 'error',
      comment: 'A misreading of the vendor that both shared would hide.',
      from: { path: `^src/integrations/(${VENDORS})/simulator` },
      to: {
        path: '^src/',
        pathNot: ['^src/integrations/$1/simulator', '^src/simulator/', '^src/video/', '^src/errors\\.ts$'],
      },
    },
    {
      name: 'client-is-not-the-simulator',
      severity: 'error',
      comment: 'The client must not know how it is simulated.',
      from: { path: '^src/integrations/', pathNot: '/simulator' },
      to: { path: '/simulator[-.]|^src/simulator/' },
    },
    only(
      'simulator',
      '^src/simulator/',
      ['^src/simulator/', `^src/integrations/(${VENDORS})/simulator`, '^src/video/specs\\.ts$'],
      'The simulators share a server and media, nothing of the program.',
    ),
    {
      name: 'who-knows-the-simulator',
      severity: 'error',
      comment: 'Only commands start it; nothing asks whether it is simulated.',
      from: { path: '^src/', pathNot: `^src/(simulator/|commands/|integrations/(${VENDORS})/simulator)` },
      to: { path: '^src/simulator/' },
    },
    ...[
      ['bee-queue', '^src/jobs/(bell\\.ts|bee-queue-lua\\.d\\.ts)$'],
      ['redis', '^src/redis\\.ts$'],
      ['minio', '^src/integrations/storage/'],
      ['openai', '^src/integrations/openai/'],
    ].map(([name, door]) => ({
      name: `one-door-${name}`,
      severity: 'error',
      comment: `Only one place knows ${name}.`,
      from: { path: '^src/', pathNot: door },
      to: { path: `^node_modules/${name}/` },
    })),
    {
      name: 'one-door-child-processes',
      severity: 'error',
      comment: 'Programs are run from their folder under integrations, or by the simulator.',
      from: { path: '^src/', pathNot: '^src/(integrations/ffmpeg/|simulator/)' },
      to: { path: '^(node:)?child_process$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
};
