import { domainOf } from './domains.js';
import { Narrator } from './narrator.js';
import type { Form } from './sentence-forms.js';
import type { Topic } from './topic.js';
import { countWords, shuffled, type Dice } from './words.js';

interface Phrases {
  readonly hooks: readonly ((topic: string) => string)[];
  readonly points: readonly ((topic: string, aspect: string) => string)[];
  readonly closers: readonly ((topic: string) => string)[];
  /** Noun phrases that fit behind every point's preposition. */
  readonly aspects: readonly string[];
  readonly experts: string;
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  es: {
    hooks: [(t) => `¿Qué sabes realmente sobre ${t}?`, (t) => `Hoy miramos de cerca ${t}.`, (t) => `Hay una sorpresa detrás de ${t}.`],
    points: [(t, a) => `Para entender ${t}, conviene mirar ${a}.`, (t, a) => `Sin ${a}, ${t} sería muy distinto.`, (t, a) => `Cada pregunta sobre ${t} nos lleva a ${a}.`, (t, a) => `Quien observa ${t} con calma descubre ${a}.`, (t, a) => `Entre ${t} y ${a} hay una relación discreta.`, (t, a) => `Muchas historias sobre ${t} empiezan con ${a}.`, (t, a) => `Con ${a}, ${t} resulta más fácil de explicar.`, (t, a) => `Poca gente relaciona ${t} con ${a}.`, (t, a) => `Si recuerdas algo de ${t}, recuerda ${a}.`, (t, a) => `Pensemos un momento en ${t} y en ${a}.`],
    closers: [(t) => `Cuéntanos qué te sorprendió de ${t}.`, (t) => `Sigue con nosotros para saber más sobre ${t}.`],
    aspects: ['los pequeños detalles', 'las primeras ideas', 'los errores comunes', 'las buenas preguntas', 'la vida diaria', 'los límites', 'las herramientas simples', 'la paciencia', 'los ejemplos claros', 'las dudas', 'el contexto', 'la memoria'],
    experts: 'quienes lo estudian',
  },
  de: {
    hooks: [(t) => `Was weißt du wirklich über ${t}?`, (t) => `Heute schauen wir genauer auf ${t}.`, (t) => `Hinter ${t} steckt eine Überraschung.`],
    points: [(t, a) => `Wer ${t} verstehen will, beginnt am besten hier: ${a}.`, (t, a) => `Bei ${t} zählt vor allem eines: ${a}.`, (t, a) => `Jede Frage über ${t} führt zu einem Punkt: ${a}.`, (t, a) => `Viele Geschichten über ${t} beginnen so: ${a}.`, (t, a) => `Ein Blick auf ${t} zeigt uns zwei Worte: ${a}.`, (t, a) => `Kaum jemand denkt bei ${t} daran: ${a}.`, (t, a) => `Was macht ${t} so besonders? Vielleicht ${a}.`, (t, a) => `Eines bleibt bei ${t} wichtig: ${a}.`, (t, a) => `Manchmal erklärt ein Stichwort ${t} am besten: ${a}.`, (t, a) => `Für ${t} gilt eine einfache Regel: ${a}.`],
    closers: [(t) => `Erzähl uns, was dich an ${t} überrascht hat.`, (t) => `Bleib dabei, wenn du mehr über ${t} wissen willst.`],
    aspects: ['kleine Einzelheiten', 'erste Ideen', 'häufige Fehler', 'gute Fragen', 'der Alltag', 'klare Grenzen', 'einfache Werkzeuge', 'etwas Geduld', 'ein gutes Beispiel', 'ehrliche Zweifel', 'der Zusammenhang', 'viel Übung'],
    experts: 'Fachleute',
  },
  fr: {
    hooks: [(t) => `Que savez-vous vraiment de ${t} ?`, (t) => `Aujourd’hui, regardons ${t} de plus près.`, (t) => `Une surprise se cache derrière ${t}.`],
    points: [(t, a) => `Pour comprendre ${t}, regardons ${a}.`, (t, a) => `Sans ${a}, ${t} serait bien différent.`, (t, a) => `Chaque question sur ${t} nous mène vers ${a}.`, (t, a) => `Entre ${t} et ${a}, le lien reste discret.`, (t, a) => `Bien des récits sur ${t} commencent par ${a}.`, (t, a) => `Avec ${a}, ${t} devient plus facile à expliquer.`, (t, a) => `Peu de gens associent ${t} et ${a}.`, (t, a) => `Pensons un instant à ${t}, puis regardons ${a}.`, (t, a) => `Derrière ${t}, on trouve souvent ${a}.`, (t, a) => `Pour parler de ${t}, gardons en tête ${a}.`],
    closers: [(t) => `Dites-nous ce qui vous a surpris dans ${t}.`, (t) => `Suivez-nous pour en savoir plus sur ${t}.`],
    aspects: ['les petits détails', 'les premières idées', 'les erreurs courantes', 'les bonnes questions', 'la vie quotidienne', 'les limites', 'les outils simples', 'la patience', 'les exemples clairs', 'les doutes', 'le contexte', 'la mémoire'],
    experts: 'les spécialistes',
  },
}; // prettier-ignore

/** A narrator for Spanish, German or French, with simple sentences around the quoted topic; null for other languages. */
export function foreignNarrator(language: string, topic: Topic, dice: Dice): Narrator | null {
  const phrases = PHRASES[language.toLowerCase().split('-')[0] ?? ''];
  return phrases ? new ForeignNarrator(phrases, topic, dice) : null;
}

class ForeignNarrator extends Narrator {
  private readonly quotedTopic: string;
  private readonly sentences: string[];
  private readonly hooks: string[];
  private readonly closers: string[];
  private readonly random: Dice;

  constructor(phrases: Phrases, topic: Topic, dice: Dice) {
    super(topic, dice, { ...domainOf(topic), aspects: phrases.aspects, facts: [], experts: phrases.experts });
    const words = topic.raw.split(' ');
    this.random = dice;
    this.quotedTopic = `«${words.slice(0, 6).join(' ')}${words.length > 6 ? '…' : ''}»`;
    this.hooks = shuffled(phrases.hooks, dice).map((form) => form(this.quotedTopic));
    this.closers = shuffled(phrases.closers, dice).map((form) => form(this.quotedTopic));
    this.sentences = shuffled(
      phrases.points.flatMap((form) => phrases.aspects.map((aspect) => form(this.quotedTopic, aspect))),
      dice,
    );
  }

  override hook(): string {
    return this.hooks.pop() ?? this.quotedTopic;
  }

  override closer(_leftWords: number | null = null): string {
    return this.closers.pop() ?? this.quotedTopic;
  }

  override point(wantedWords: number | null): string | null {
    const index = this.sentences.findIndex(
      (text) => wantedWords === null || countWords(text) === wantedWords,
    );
    return index < 0 ? null : (this.sentences.splice(index, 1)[0] ?? null);
  }

  override get range(): { shortest: number; longest: number } {
    const lengths = this.sentences.map(countWords);
    return { shortest: Math.min(...lengths), longest: Math.max(...lengths) };
  }

  override sayOneOf(_forms: readonly Form[], aspect: string | null): string {
    const { aspects } = this.domain;
    return aspect ?? aspects[this.random(aspects.length)] ?? this.quotedTopic;
  }
}
