/** What is left out because something is wrong with it: each once, the first of them printed one by one. */

export type Complain = (where: string, sentence: string) => void;

export type Complaints = {
  complain: Complain;
  has(where: string): boolean;
  /** Says how many there were, and answers it. */
  end(): number;
};

/** Complaints printed one by one. */
const most = 20;

/** `noun`: what is left out, of which there may be several with an s. */
export function createComplaints(noun: string): Complaints {
  const about = new Set<string>();
  return {
    complain(where, sentence) {
      if (about.has(where)) return;
      about.add(where);
      if (about.size <= most) console.error(`${where} is left out: ${sentence}.`);
    },
    has: (where) => about.has(where),
    end() {
      if (about.size > most) console.error(`… and ${number(about.size - most)} more.`);
      if (about.size > 0) console.error(`${counted(about.size, noun)} left out.`);
      return about.size;
    },
  };
}

export const number = (value: number): string => value.toLocaleString('en-US');
export const counted = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
