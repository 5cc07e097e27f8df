import type { Angle, Domain } from './domain.js';
import type { Topic } from './topic.js';
import { shorten, type Dice } from './words.js';

const SHOTS = ['A slow aerial view', 'A close-up', 'A wide shot', 'A gentle tracking shot', 'A low angle view', 'A calm static shot', 'A slow motion view', 'A view from above']; // prettier-ignore
const LIGHTS = ['in soft morning light', 'in golden evening light', 'in cool tones', 'in high contrast', 'in warm colours', 'in misty air', 'with shallow depth of field', 'in clean bright light']; // prettier-ignore
const LONGEST_SUBJECT = 120;

/** Thinks up what a camera could show; never the same twice. */
export class Pictures {
  private readonly used = new Set<string>();
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly topic: Topic,
    private readonly domain: Domain,
    private readonly dice: Dice,
  ) {}

  /** @param angle of the section that is spoken of; null for any */
  view(angle: Angle | null): string {
    const { angles } = this.domain;
    const from = angle ?? angles[this.dice(angles.length)] ?? angles[0];
    const turn = this.seen.get(from?.name ?? '') ?? 0;
    this.seen.set(from?.name ?? '', turn + 1);
    const { form, focus, clause, phrase } = this.topic;
    const isCreature = this.domain.name === 'animals' && form !== 'quoted' && form !== 'how-to';
    const views = (from?.views ?? ['a quiet scene']).map((text) =>
      isCreature ? text.replace(/\ban animal\b(?! (?:body|eye))/u, () => phrase) : text,
    );
    const subject = shorten(form === 'question' || form === 'how-to' ? clause : focus, LONGEST_SUBJECT);
    for (let attempt = 0; ; attempt += 1) {
      const shot = SHOTS[this.dice(SHOTS.length)] ?? 'A wide shot';
      const seen = views[(turn + attempt) % views.length] ?? 'a quiet scene';
      const light = LIGHTS[this.dice(LIGHTS.length)] ?? 'in soft light';
      const take = attempt > 40 ? `, take ${this.used.size + 1}` : '';
      const view = `${shot} of ${seen}, ${light}, for a film about ${subject}${take}`;
      if (this.used.has(view)) continue;
      this.used.add(view);
      return view;
    }
  }
}
