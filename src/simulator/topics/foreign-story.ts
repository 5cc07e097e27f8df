import { angle, type Angle, type Domain } from './domain.js';
import { domainOf } from './domains.js';
import { NEEDED, type Slot } from './fitting.js';
import { upperFirst } from './noun-phrases.js';
import type { Outline, Story, StorySection } from './story.js';
import type { Topic } from './topic.js';
import { countWords, shorten, shuffled, type Dice } from './words.js';

interface Phrases {
  readonly hooks: readonly ((topic: string) => string)[];
  readonly points: readonly ((topic: string, aspect: string) => string)[];
  readonly closers: readonly ((topic: string) => string)[];
  /** Noun phrases that fit behind every point's preposition. */
  readonly aspects: readonly string[];
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  es: {
    hooks: [(t) => `¿Qué sabes realmente sobre ${t}?`, (t) => `Hoy miramos de cerca ${t}.`, (t) => `Hay una sorpresa detrás de ${t}.`],
    points: [(t, a) => `Para entender ${t}, conviene mirar ${a}.`, (t, a) => `Sin ${a}, ${t} sería muy distinto.`, (t, a) => `Cada pregunta sobre ${t} nos lleva a ${a}.`, (t, a) => `Quien observa ${t} con calma descubre ${a}.`, (t, a) => `Entre ${t} y ${a} hay una relación discreta.`, (t, a) => `Muchas historias sobre ${t} empiezan con ${a}.`, (t, a) => `Con ${a}, ${t} resulta más fácil de explicar.`, (t, a) => `Poca gente relaciona ${t} con ${a}.`, (t, a) => `Si recuerdas algo de ${t}, recuerda ${a}.`, (t, a) => `Pensemos un momento en ${t} y en ${a}.`],
    closers: [(t) => `Cuéntanos qué te sorprendió de ${t}.`, (t) => `Sigue con nosotros para saber más sobre ${t}.`],
    aspects: ['los pequeños detalles', 'las primeras ideas', 'los errores comunes', 'las buenas preguntas', 'la vida diaria', 'los límites', 'las herramientas simples', 'la paciencia', 'los ejemplos claros', 'las dudas', 'el contexto', 'la memoria'],
  },
  de: {
    hooks: [(t) => `Was weißt du wirklich über ${t}?`, (t) => `Heute schauen wir genauer auf ${t}.`, (t) => `Hinter ${t} steckt eine Überraschung.`],
    points: [(t, a) => `Wer ${t} verstehen will, beginnt am besten hier: ${a}.`, (t, a) => `Bei ${t} zählt vor allem eines: ${a}.`, (t, a) => `Jede Frage über ${t} führt zu einem Punkt: ${a}.`, (t, a) => `Viele Geschichten über ${t} beginnen so: ${a}.`, (t, a) => `Ein Blick auf ${t} zeigt uns zwei Worte: ${a}.`, (t, a) => `Kaum jemand denkt bei ${t} daran: ${a}.`, (t, a) => `Was macht ${t} so besonders, wenn nicht dies: ${a}?`, (t, a) => `Eines bleibt bei ${t} wichtig: ${a}.`, (t, a) => `Manchmal erklärt ein Stichwort ${t} am besten: ${a}.`, (t, a) => `Für ${t} gilt eine einfache Regel: ${a}.`],
    closers: [(t) => `Erzähl uns, was dich an ${t} überrascht hat.`, (t) => `Bleib dabei, wenn du mehr über ${t} wissen willst.`],
    aspects: ['kleine Einzelheiten', 'erste Ideen', 'häufige Fehler', 'gute Fragen', 'der Alltag', 'klare Grenzen', 'einfache Werkzeuge', 'etwas Geduld', 'ein gutes Beispiel', 'ehrliche Zweifel', 'der Zusammenhang', 'viel Übung'],
  },
  fr: {
    hooks: [(t) => `Que savez-vous vraiment de ${t} ?`, (t) => `Aujourd’hui, regardons ${t} de plus près.`, (t) => `Une surprise se cache derrière ${t}.`],
    points: [(t, a) => `Pour comprendre ${t}, regardons ${a}.`, (t, a) => `Sans ${a}, ${t} serait bien différent.`, (t, a) => `Chaque question sur ${t} nous mène vers ${a}.`, (t, a) => `Entre ${t} et ${a}, le lien reste discret.`, (t, a) => `Bien des récits sur ${t} commencent par ${a}.`, (t, a) => `Avec ${a}, ${t} devient plus facile à expliquer.`, (t, a) => `Peu de gens associent ${t} et ${a}.`, (t, a) => `Pensons un instant à ${t}, puis regardons ${a}.`, (t, a) => `Derrière ${t}, on trouve souvent ${a}.`, (t, a) => `Pour parler de ${t}, gardons en tête ${a}.`],
    closers: [(t) => `Dites-nous ce qui vous a surpris dans ${t}.`, (t) => `Suivez-nous pour en savoir plus sur ${t}.`],
    aspects: ['les petits détails', 'les premières idées', 'les erreurs courantes', 'les bonnes questions', 'la vie quotidienne', 'les limites', 'les outils simples', 'la patience', 'les exemples clairs', 'les doutes', 'le contexte', 'la mémoire'],
  },
}; // prettier-ignore

/** Tells a topic in Spanish, German or French, with simple sentences around it; null for other languages. */
export function foreignStory(language: string, topic: Topic, dice: Dice): Story | null {
  const phrases = PHRASES[language.toLowerCase().split('-')[0] ?? ''];
  return phrases ? new ForeignStory(phrases, topic, dice) : null;
}

class ForeignStory implements Story {
  readonly domain: Domain;
  readonly openingTitle: string;
  readonly endingTitle = null;
  private readonly name: string;
  private readonly sentences: string[];

  constructor(
    private readonly phrases: Phrases,
    topic: Topic,
    private readonly dice: Dice,
  ) {
    const words = topic.raw.split(' ');
    this.name = `«${words.slice(0, 6).join(' ')}${words.length > 6 ? '…' : ''}»`;
    this.openingTitle = shorten(topic.raw, 48);
    this.domain = domainOf(topic);
    this.sentences = shuffled(
      phrases.points.flatMap((form) => phrases.aspects.map((aspect) => form(this.name, aspect))),
      dice,
    );
  }

  hook(): string {
    return this.hooks()[0] ?? this.name;
  }

  callToAction(): string {
    return this.closers()[0] ?? this.name;
  }

  sections(count: number): StorySection[] {
    const aspects = shuffled(this.phrases.aspects, this.dice);
    return Array.from({ length: count }, (_, index) => {
      const title = upperFirst(aspects[index % aspects.length] ?? this.name);
      return { title, keyPoints: [this.sentence(), this.sentence()], angle: this.angleOf(title, index) };
    });
  }

  outline({ wordBudget, sectionTitles, hook, callToAction }: Outline): {
    slots: Slot[];
    sections: StorySection[];
  } {
    const sections = (
      sectionTitles.length > 0 ? sectionTitles : this.sections(2).map(({ title }) => title)
    ).map((title, index) => ({ title, keyPoints: [], angle: this.angleOf(title, index) }));
    const one = (text: string | null, others: readonly string[]): string[][] =>
      (text !== null && countWords(text) <= wordBudget / 4 ? [text] : others).map((choice) => [choice]);
    const rest = [...this.sentences];
    // Few words are met exactly when every place can choose; many when there are many places.
    const perPlace = wordBudget > 280 ? 1 : 4;
    const places = Math.max(1, Math.min(Math.floor(rest.length / perPlace), Math.ceil(wordBudget / 6)));
    const points = Array.from({ length: places }, (_, index): Slot => ({
      choices: rest.splice(0, perPlace).map((text) => [text]),
      worth: 4,
      section: Math.min(sections.length - 1, Math.floor((index * sections.length) / places)),
    }));
    return {
      slots: [
        { choices: one(hook, this.hooks()), worth: NEEDED, section: -1 },
        ...points,
        { choices: one(callToAction, this.closers()), worth: NEEDED, section: null },
      ],
      sections,
    };
  }

  sentence(): string {
    const [text] = this.sentences.splice(0, 1);
    if (text !== undefined) this.sentences.push(text);
    return text ?? this.name;
  }

  private hooks(): string[] {
    return shuffled(this.phrases.hooks, this.dice).map((form) => form(this.name));
  }

  private closers(): string[] {
    return shuffled(this.phrases.closers, this.dice).map((form) => form(this.name));
  }

  private angleOf(title: string, index: number): Angle {
    const views = this.domain.angles[index % this.domain.angles.length]?.views ?? [];
    return angle(title, title, views.join('|'));
  }
}
