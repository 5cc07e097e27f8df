import { createAcogClient } from '../client/acog-client.js';
import { environment } from '../config.js';
import { quoted, readOptions, UsageError, type Command } from './command.js';
import { EPISODE_HELP, EPISODE_OPTIONS, readEpisodeRequest } from './episode-request.js';
import { ChannelByHandleDocument } from './generated/operations.js';
import { produceEpisode } from './produce-episode.js';
import { checkOutFolder } from './out-folder.js';
import { createProgressBoard } from './progress-board.js';

export const produce: Command = {
  summary: 'an episode through an API that runs elsewhere, with live progress',
  help: `acog produce --channel HANDLE --topic "…" [options]: makes one episode through a remote API and fetches its files.

  --url URL         the server (default: PUBLIC_URL, else http://127.0.0.1:4000)
  --key KEY         an API key with the role EDITOR (default: ACOG_KEY)
  --channel HANDLE  the channel that the episode belongs to
${EPISODE_HELP}
`,
  async run(args) {
    const options = {
      ...EPISODE_OPTIONS,
      url: { type: 'string' },
      key: { type: 'string' },
      channel: { type: 'string' },
    } as const;
    const { values } = readOptions(args, options);
    const env = environment();
    const url = (values.url ?? env['PUBLIC_URL'] ?? 'http://127.0.0.1:4000').replace(/\/+$/, '');
    const key = values.key ?? env['ACOG_KEY'];
    if (!values.topic) throw new UsageError('Say what the episode is about: --topic "…".');
    if (!values.channel) throw new UsageError('Name the channel: --channel HANDLE.');
    if (!key) throw new UsageError('Give an API key: --key KEY, or ACOG_KEY in the environment.');
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new UsageError('--url must be an address such as https://acog.example.com.');
    const request = readEpisodeRequest({ ...values, topic: values.topic });
    const outFolder = await checkOutFolder(values.out ?? '.', request.targetSeconds * request.formats.length);
    const client = createAcogClient({
      url,
      key,
      onConnection: (state) =>
        process.stderr.write(
          state === 'LOST'
            ? `The connection to ${url} is lost; trying again. The run goes on there, Ctrl-C ends only the waiting.\n`
            : `The connection to ${url} is back.\n`,
        ),
    });
    try {
      const { channel } = await client.request(ChannelByHandleDocument, { handle: values.channel });
      if (!channel) throw new UsageError(`There is no channel ${quoted(values.channel)} for this key.`);
      const board = createProgressBoard(values.json ? process.stderr : process.stdout);
      const produced = await produceEpisode(client, channel.id, request, {
        board,
        outFolder,
      });
      if (values.json) process.stdout.write(`${JSON.stringify(produced, null, 2)}\n`);
      else for (const file of produced.files) process.stdout.write(`${file.path}\n`);
      return 0;
    } finally {
      await client.close();
    }
  },
};
