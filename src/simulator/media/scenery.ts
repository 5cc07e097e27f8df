import { dice } from './presenter-look.js';
import { FOOTAGE_FRAMES_PER_SECOND, type Canvas, type Scene } from './scene.js';
import { drawCity } from './scenery-city.js';
import { drawData, drawNetwork } from './scenery-machines.js';
import { drawAbstract, drawEmbers } from './scenery-moods.js';
import { drawForest, drawLandscape, drawOcean } from './scenery-outdoors.js';
import { drawPulse } from './scenery-pulse.js';
import { drawSpace } from './scenery-space.js';

const SHORT_SIDE = 540;

/** What a prompt's words call for; the first that fits more than any other wins. */
const SCENERIES: readonly { words: RegExp; draw: (canvas: Canvas) => Scene }[] = [
  { words: /\b(ocean|sea|seas|water|underwater|octop\w+|fish\w*|coral|whale\w*|shark\w*|reef\w*|wave\w*|marine|diver?s?|bubbles?|river\w*|aquari\w+|squid\w*)\b/giu, draw: drawOcean },
  { words: /\b(city|cities|urban|skyline|street\w*|building\w*|tower\w*|town|traffic|office\w*|architecture|skyscraper\w*|metro|downtown)\b/giu, draw: drawCity },
  { words: /\b(space|star|stars|planet\w*|galax\w+|cosmos|cosmic|moon\w*|nebula\w*|orbit\w*|universe|astronaut\w*|rocket\w*|mars|black hole\w*|solar)\b/giu, draw: drawSpace },
  { words: /\b(forest\w*|tree|trees|wood|woods|jungle|garden\w*|plant|plants|leaf|leaves|moss|nature|bees?|wildlife|animals?)\b/giu, draw: drawForest },
  { words: /\b(chart\w*|graph\w*|data|statistics?|market\w*|money|financ\w+|invest\w*|econom\w+|number\w*|growth|budget\w*|interest|zero|math\w*)\b/giu, draw: drawData },
  { words: /\b(music\w*|song\w*|sound\w*|concert\w*|rhythm\w*|guitar\w*|piano\w*|orchestra\w*|equalizer|audio)\b/giu, draw: (canvas) => drawData(canvas, true) },
  { words: /\b(heart|hearts|blood|pulse|health\w*|medic\w+|body|cells?|vein\w*|artery|arteries|immune|muscles?)\b/giu, draw: drawPulse },
  { words: /\b(computer\w*|network\w*|technolog\w+|robot\w*|code|software|digital|internet|circuit\w*|neural|brain\w*|mind|psycholog\w+|electr\w+|quantum|physics|atom\w*|ai)\b/giu, draw: drawNetwork },
  { words: /\b(coffee|cook\w*|kitchen\w*|food|bak\w+|bread|fire|flame\w*|candle\w*|spice\w*|recipe\w*|brew\w*|tea|restaurant\w*|chocolate)\b/giu, draw: drawEmbers },
  { words: /\b(mountain\w*|desert\w*|valley\w*|hill\w*|landscape\w*|sunrise|sunset|sky|cloud\w*|horizon|snow|ancient|history|field\w*|road\w*|travel\w*|dunes?)\b/giu, draw: drawLandscape },
]; // prettier-ignore

/** Draws the scenery that a prompt calls for; same prompt, size and seed, same picture. Called in a thread. */
export function drawScenery(request: {
  prompt: string;
  width: number;
  height: number;
  frames: number;
  seed: number;
}): Scene {
  const roll = dice(`${request.prompt}|${request.seed}`);
  const scale = Math.min(1, SHORT_SIDE / Math.min(request.width, request.height));
  const even = (pixels: number): number => Math.max(16, Math.round((pixels * scale) / 2) * 2);
  const canvas: Canvas = {
    ...{ width: even(request.width), height: even(request.height), frames: request.frames },
    random: () => roll(1_000_000) / 1_000_000,
  };
  const scores = SCENERIES.map((scenery) => request.prompt.match(scenery.words)?.length ?? 0);
  const best = Math.max(...scores);
  const chosen = best === 0 ? undefined : SCENERIES[scores.indexOf(best)];
  return (chosen?.draw ?? drawAbstract)(canvas);
}

export { FOOTAGE_FRAMES_PER_SECOND };
