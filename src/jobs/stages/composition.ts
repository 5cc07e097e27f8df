import { brandInputs } from '../brand-files.js';
import type { JoinOutput, SceneRenderOutput } from '../stage-outputs.js';
import { defineStage } from '../stage.js';
import { joinEpisode } from './composition-join.js';
import { sceneBody, sceneOfTimeline } from './composition-scene.js';

const VERSION = 1;

/** Picture and sound joined: first each scene's picture, as soon as its parts are there, then the whole. */
export const composition = defineStage<'COMPOSITION', 'VOICE' | 'AVATAR' | 'BROLL', 'METADATA'>({
  name: 'COMPOSITION',
  version: VERSION,
  needs: ['VOICE', 'AVATAR', 'BROLL'],
  perScene: true,
  capability: null,
  weight: 24,
  load: 'CPU',
  vendor: () => null,
  wants: () => true,
  inputs: ({ channel, episode, scene, need, brandFiles, rendererVersion }) => ({
    rendererVersion,
    formats: episode.formats,
    language: episode.language,
    brand: brandInputs(channel.brand, brandFiles, ['logo']),
    onScreenText: scene?.onScreenText,
    speech: need('VOICE'),
    avatar: need('AVATAR')?.file.sha256,
    footage: need('BROLL')?.file.sha256,
  }),
  async run(context) {
    const { channel, episode, scene, need, open, keep, renderer, signal, pathFor, brandFiles } = context;
    const speech = need('VOICE');
    if (!speech) throw new Error(`scene ${scene.number} has no narration`);
    const { frames, speechStartFrame } = sceneOfTimeline(speech.durationMs);
    const body = await sceneBody(context);
    const { logo: mark } = brandFiles;
    const isCard = body.kind === 'TITLE_CARD';
    const logo = mark && !isCard ? { ...mark, path: (await open(mark)).path } : null;
    const pictures: SceneRenderOutput['pictures'][number][] = [];
    for (const [index, format] of episode.formats.entries()) {
      const path = await pathFor(`picture-${format.toLowerCase()}.mp4`);
      const { words } = speech;
      const spec = {
        body,
        format,
        brand: channel.brand,
        language: episode.language,
        frames,
        speechStartFrame,
        words,
        onScreenText: scene.onScreenText,
        logo,
      };
      const onProgress = (done: number): void =>
        context.progress((index + done) / episode.formats.length, 'rendering');
      await renderer.renderPicture(spec, path, { signal, onProgress });
      pictures.push({ format, file: await keep({ path, contentType: 'video/mp4' }) });
    }
    return { frames, speechStartFrame, pictures };
  },
  join: {
    needs: ['METADATA'],
    inputs: ({ channel, episode, need, needAll, brandFiles, rendererVersion }) => ({
      rendererVersion,
      formats: episode.formats,
      targetSeconds: episode.targetSeconds,
      language: episode.language,
      title: episode.givenTitle,
      channel: {
        name: channel.name,
        brand: brandInputs(channel.brand, brandFiles, ['music']),
      },
      metadata: need('METADATA'),
      scenes: [...needAll('COMPOSITION').values()],
      speech: [...needAll('VOICE').values()].map(({ file }) => file.sha256),
    }),
    run: joinEpisode,
  },
  apply(content, output, part) {
    if (part !== 'JOIN') return;
    const { scenes, chapters } = output as JoinOutput; // joinEpisode returned it
    if (content.metadata) content.metadata = { ...content.metadata, chapters: [...chapters] };
    if (!content.script) return;
    const times = new Map(scenes.map((scene) => [scene.sceneId, scene]));
    content.script = {
      ...content.script,
      scenes: content.script.scenes.map((scene) => ({ ...scene, ...timesOf(times.get(scene.id)) })),
    };
  },
});

function timesOf(scene: JoinOutput['scenes'][number] | undefined): {
  startMs: number | null;
  endMs: number | null;
} {
  return { startMs: scene?.startMs ?? null, endMs: scene?.endMs ?? null };
}
