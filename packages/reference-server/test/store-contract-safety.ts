/** What every store promises of blocks and reports. */
import assert from 'node:assert/strict';
import type {ReportRecord} from '../src/store/records.js';
import type {Promised} from './store-contract.js';
import {conversationRecord, member, messageRecord, place, type Subject} from './store-records.js';

const report = (id: string, more: Partial<ReportRecord> = {}): ReportRecord => ({
  id: `r_${id}`,
  reporter: `${id}-ann`,
  subject: `${id}-ben`,
  conversation: undefined,
  message: undefined,
  reason: 'spam',
  text: 'words',
  evidence: {profile: {user: `${id}-ben`, name: 'Ben', rev: 1}},
  state: 'open',
  assignee: undefined,
  since: undefined,
  outcome: undefined,
  note: undefined,
  createdAt: 1000,
  ...more,
});

export function safety(promise: Promised, subject: Subject): void {
  promise('blocks are found from both sides, once each, and the first one stays', async () => {
    const id = subject.newPlace();
    const [ann, ben, cem, dan] = ['ann', 'ben', 'cem', 'dan'].map((name) => `${id}-${name}`) as [
      string,
      string,
      string,
      string,
    ];
    await subject.store.write(async (tx) => {
      await tx.putBlock({user: ann, other: ben, at: 1});
      await tx.putBlock({user: ann, other: ben, at: 9});
      await tx.putBlock({user: cem, other: ann, at: 2});
      await tx.putBlock({user: cem, other: ben, at: 3});
    });
    await subject.store.read(async (tx) => {
      const between = await tx.blocksBetween(ann, [ben, cem, dan, ben]);
      assert.deepEqual(
        between.toSorted((a, b) => a.at - b.at),
        [
          {user: ann, other: ben, at: 1},
          {user: cem, other: ann, at: 2},
        ],
      );
      assert.deepEqual(await tx.blocksBetween(ann, []), []);
      assert.equal((await tx.blocksAround(ann, 10)).length, 2);
      assert.equal((await tx.blocksAround(ann, 1)).length, 1);
      assert.deepEqual([await tx.countBlocks(ann), await tx.countBlocks(dan)], [1, 0]);
    });
    await subject.store.write((tx) => tx.removeBlock(ann, ben));
    assert.equal((await subject.store.read((tx) => tx.blocksBetween(ann, [ben]))).length, 0);
  });

  promise('whom somebody blocks comes page by page, the newest first, then the higher id', async () => {
    const id = subject.newPlace();
    const user = `${id}-ann`;
    await subject.store.write(async (tx) => {
      for (const [other, at] of [
        ['a', 5],
        ['c', 7],
        ['b', 7],
        ['d', 6],
      ] as const)
        await tx.putBlock({user, other, at});
    });
    await subject.store.read(async (tx) => {
      const first = await tx.blocksOf(user, {limit: 2});
      assert.deepEqual(
        first.map(({other}) => other),
        ['c', 'b'],
      );
      const {at, other} = first[1] as {at: number; other: string};
      assert.deepEqual(
        (await tx.blocksOf(user, {after: {at, other}, limit: 9})).map((one) => one.other),
        ['d', 'a'],
      );
    });
  });

  promise('what stands on a conversation of a block is read with it, and moves no stamp', async () => {
    const id = subject.newPlace();
    const pair: [string, string] = [`${id}-ann`, `${id}-ben`];
    await subject.store.write((tx) => place(tx, id, pair, {type: 'direct', pair}));
    await subject.settled();
    const horizon = await subject.store.read((tx) => tx.horizon());
    await subject.store.write(async (tx) => {
      await tx.conversation(id, 'lock');
      await tx.setBlocked(id, 5);
    });
    await subject.store.read(async (tx) => {
      assert.equal((await tx.conversation(id))?.blocked, 5);
      assert.equal((await tx.directConversation(pair))?.blocked, 5);
      assert.deepEqual(
        (await tx.memberships(pair[0], [id])).map(({conversation}) => conversation.blocked),
        [5],
      );
      const changed = await tx.changed(pair[0], {since: horizon, pinnedFirst: false, limit: 10});
      assert.deepEqual(changed, []);
    });
    await subject.store.write(async (tx) => {
      const record = await tx.conversation(id, 'lock');
      if (record) await tx.updateConversation({...record, blocked: 4, seq: 2});
    });
    assert.equal((await subject.store.read((tx) => tx.conversation(id)))?.blocked, 4);
  });

  promise('a report comes back as it was put, is found while it is open, and can be put again', async () => {
    const id = subject.newPlace();
    const [whole, person] = [
      report(`${id}-1`, {
        reporter: id,
        conversation: id,
        message: 'm1',
        note: 'x',
        since: 3,
        assignee: 'shop',
        outcome: 'warned',
      }),
      report(`${id}-2`, {reporter: id, subject: `${id}-1-ben`, evidence: undefined, text: undefined}),
    ];
    await subject.store.write(async (tx) => {
      for (const record of [whole, person]) await tx.putReport(record);
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.report(whole.id), whole);
      assert.deepEqual(await tx.openReport(whole), whole);
      assert.deepEqual(await tx.openReport(person), person);
      assert.equal(await tx.openReport({...whole, message: 'm2'}), undefined);
      assert.equal(await tx.countOpenReports(id), 2);
    });
    await subject.store.write((tx) => tx.putReport({...whole, state: 'taken'}));
    await subject.store.read(async (tx) => {
      assert.equal((await tx.openReport(whole))?.state, 'taken');
      assert.equal(await tx.countOpenReports(id), 2);
    });
    await subject.store.write((tx) => tx.putReport({...whole, state: 'resolved'}));
    await subject.store.read(async (tx) => {
      assert.equal(await tx.openReport(whole), undefined);
      assert.equal(await tx.countOpenReports(id), 1);
      assert.equal((await tx.report(whole.id))?.state, 'resolved');
    });
  });

  promise('reports are found by what is asked of them, alone and together', async () => {
    const id = subject.newPlace();
    const [place, subjectOf, desk] = [`${id}-c`, `${id}-ben`, `${id}-desk`];
    const records = [
      report(`${id}-a`, {subject: subjectOf, conversation: place, message: 'm1', createdAt: 5}),
      report(`${id}-b`, {
        subject: subjectOf,
        conversation: place,
        message: 'm1',
        createdAt: 6,
        state: 'taken',
        assignee: desk,
      }),
      report(`${id}-c`, {subject: subjectOf, conversation: place, message: 'm2', createdAt: 7}),
      report(`${id}-d`, {subject: subjectOf, createdAt: 8, state: 'taken', assignee: desk}),
      report(`${id}-e`, {createdAt: 9, subject: `${id}-other`, conversation: place, message: 'm3'}),
    ];
    await subject.store.write(async (tx) => {
      for (const record of records) await tx.putReport(record);
    });
    await subject.store.read(async (tx) => {
      const names = async (query: Omit<Parameters<typeof tx.reports>[0], 'limit'>): Promise<string> =>
        (await tx.reports({...query, limit: 9})).map((one) => one.id.at(-1)).join('');
      assert.equal(await names({conversation: place}), 'ecba');
      assert.equal(await names({assignee: desk}), 'db');
      assert.equal(await names({assignee: desk, kind: 'person'}), 'd');
      assert.equal(await names({subject: subjectOf}), 'dcba');
      assert.equal(await names({subject: subjectOf, kind: 'message', state: 'open'}), 'ca');
      assert.equal(await names({about: records[0] as ReportRecord}), 'ba');
      assert.equal(await names({about: records[3] as ReportRecord}), 'd');
      assert.equal(await names({conversation: place, after: {at: 7, id: `r_${id}-c`}}), 'ba');
      const others = await tx.otherReports(
        records.map((one) => one.id),
        1000,
      );
      assert.deepEqual(
        records.map((one) => others.get(one.id)),
        [1, 1, 0, 0, 0],
      );
      assert.equal((await tx.otherReports([`r_${id}-a`], 0)).get(`r_${id}-a`), 0);
    });
  });

  promise('reports are counted by state', async () => {
    const id = subject.newPlace();
    const count = () => subject.store.read((tx) => tx.countReports());
    const before = await count();
    await subject.store.write(async (tx) => {
      for (const [at, state] of (['open', 'open', 'taken', 'resolved'] as const).entries())
        await tx.putReport(report(`${id}-${at}`, {state}));
    });
    const after = await count();
    assert.deepEqual(
      [after.open - before.open, after.taken - before.taken, after.resolved - before.resolved],
      [2, 1, 1],
    );
  });

  promise('reports come page by page, the newest first, all or of one state', async () => {
    const id = subject.newPlace();
    // later than any other
    const at = Date.now() * 2 + subject.newPlace().length;
    await subject.store.write(async (tx) => {
      for (const [name, createdAt, state] of [
        ['a', at + 1, 'open'],
        ['b', at + 2, 'resolved'],
        ['c', at + 2, 'open'],
        ['d', at + 3, 'open'],
      ] as const)
        await tx.putReport(report(`${id}-${name}`, {createdAt, state}));
    });
    const names = (records: readonly ReportRecord[]): string[] => records.map((one) => one.id.at(-1) ?? '');
    await subject.store.read(async (tx) => {
      assert.deepEqual(names(await tx.reports({limit: 3})), ['d', 'c', 'b']);
      const open = await tx.reports({state: 'open', limit: 2});
      assert.deepEqual(names(open), ['d', 'c']);
      const last = open[1] as ReportRecord;
      const next = await tx.reports({state: 'open', after: {at: last.createdAt, id: last.id}, limit: 1});
      assert.deepEqual(names(next), ['a']);
    });
  });

  promise('the words of a person go from all reports, and only theirs', async () => {
    const id = subject.newPlace();
    const [by, about, other] = [
      report(`${id}-by`, {reporter: `${id}-eve`}),
      report(`${id}-about`, {subject: `${id}-eve`}),
      report(`${id}-other`),
    ];
    await subject.store.write(async (tx) => {
      for (const record of [by, about, other]) await tx.putReport(record);
    });
    await subject.store.write((tx) => tx.forgetInReports(`${id}-eve`));
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.report(by.id), {...by, text: undefined});
      assert.deepEqual(await tx.report(about.id), {...about, evidence: undefined});
      assert.deepEqual(await tx.report(other.id), other);
    });
  });

  promise('reports that hold words of a person are found by who said or is quoted in them', async () => {
    const id = subject.newPlace();
    const [eve, ben] = [`${id}-"eve"\\ ✓`, `${id}-ben`];
    const said = (sender: string, quoted?: string) => ({
      ...{id: 'm', seq: 2, rev: 2, sender, ts: 1, content: {kind: 'text', text: `"sender": ${eve}`}},
      ...(quoted !== undefined && {replyTo: {id: 'q', seq: 1, sender: quoted, text: 'words'}}),
    });
    const records = [
      report(`${id}-by`, {evidence: {message: said(eve)}}),
      report(`${id}-quoting`, {evidence: {message: said(ben, eve)}}),
      report(`${id}-other`, {evidence: {message: said(ben)}}),
      report(`${id}-person`, {reporter: eve, subject: eve, evidence: undefined}),
    ];
    await subject.store.write(async (tx) => {
      for (const record of records) await tx.putReport(record);
    });
    const found = await subject.store.read((tx) => tx.reportsSaying(eve));
    assert.deepEqual(found.toSorted(), [`r_${id}-by`, `r_${id}-quoting`]);
  });

  promise('commands are of one user, in place of those before, and are found where their bot sits', async () => {
    const id = subject.newPlace();
    const [ann, one, two] = [`${id}-ann`, `${id}-one`, `${id}-two`];
    const roll = {name: 'roll', description: 'Rolls a die'};
    const weather = {name: 'weather', description: 'Outside 👍🏽', usage: '<city>'};
    await subject.store.write(async (tx) => {
      await place(tx, id, [ann, one, two]);
      for (const user of [two, one]) await tx.putCommands({user, commands: [roll]});
      await tx.putCommands({user: one, commands: [weather, roll]});
      await tx.putCommands({user: `${id}-elsewhere`, commands: [roll]});
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.commandsOf(one), [weather, roll]);
      assert.deepEqual(await tx.commandsOf(ann), []);
      assert.deepEqual(await tx.commandsIn(id, 9), [
        {user: one, commands: [weather, roll]},
        {user: two, commands: [roll]},
      ]);
      assert.equal((await tx.commandsIn(id, 1)).length, 1);
    });
    await subject.store.write(async (tx) => {
      await tx.putCommands({user: two, commands: []});
      await tx.putCommands({user: two, commands: []});
      const member = await tx.member(id, one);
      if (member) await tx.putMember({...member, state: 'left', leftAt: 1});
    });
    assert.deepEqual(await subject.store.read((tx) => tx.commandsIn(id, 9)), []);
  });

  promise('who is kept out is listed with those who were banned as members, by id (PWP-MEMBER-012)', async () => {
    const id = subject.newPlace();
    const [other, ann, ben] = [subject.newPlace(), `${id}-ann`, `${id}-ben`];
    await subject.store.write(async (tx) => {
      await place(tx, id, [ann, ben]);
      for (const user of ['b', 'd', 'b']) await tx.keepOut({conversation: id, user: `${id}-${user}`});
      await tx.keepOut({conversation: other, user: `${id}-c`});
      await tx.putMember({...(await member(tx, id, ben)), state: 'banned', leftAt: 1});
      // who was kept out, came in by an import, and was banned then
      await tx.keepOut({conversation: id, user: ben});
    });
    await subject.store.read(async (tx) => {
      const all = [`${id}-b`, ben, `${id}-d`];
      assert.deepEqual(await tx.banned(id, {after: '', limit: 9}), all);
      assert.deepEqual(await tx.banned(id, {after: `${id}-b`, limit: 1}), [ben]);
      assert.deepEqual([await tx.isKeptOut(id, `${id}-b`), await tx.isKeptOut(id, `${id}-c`)], [true, false]);
      assert.equal(await tx.countKeptOut(id), 3);
    });
    await subject.store.write(async (tx) => {
      for (let times = 0; times < 2; times++) await tx.removeKeptOut({conversation: id, user: `${id}-b`});
    });
    assert.equal(await subject.store.read((tx) => tx.isKeptOut(id, `${id}-b`)), false);
    const undone = subject.store.write(async (tx) => {
      await tx.forgetKeptOut(id);
      throw new Error('not after all');
    });
    await assert.rejects(undone, /not after all/);
    assert.equal(await subject.store.read((tx) => tx.countKeptOut(id)), 2);
    await subject.store.write((tx) => tx.forgetKeptOut(id));
    assert.deepEqual(await subject.store.read((tx) => tx.banned(id, {after: '', limit: 9})), [ben]);
    assert.equal(await subject.store.read((tx) => tx.countKeptOut(other)), 1);
  });

  promise('a silent mention is none that is counted', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann', 'ben', 'cem']);
      await tx.advanceConversation({...conversationRecord(id), members: 3, seq: 2, k: 1, lastSeq: 2});
      await tx.insertMessage(messageRecord(id, 2, {k: 1, own: 1}));
      await tx.setMentions(id, 2, ['ben'], ['cem']);
    });
    await subject.store.read(async (tx) => {
      for (const [user, mentions] of [
        ['ben', 1],
        ['cem', 0],
      ] as const)
        assert.equal((await tx.tallies(user, [{conversation: id, after: 0}]))[0]?.mentions, mentions);
    });
  });

  promise('who asks for a name that is locked goes on when the other work has ended', async () => {
    const name = subject.newPlace();
    const user = `${name}-ann`;
    const count = async (): Promise<void> =>
      subject.store.write(async (tx) => {
        await tx.lockName(name);
        const all = await tx.countBlocks(user);
        await tx.putBlock({user, other: `${all}`, at: all});
      });
    await Promise.all(Array.from({length: 8}, count));
    assert.equal(await subject.store.read((tx) => tx.countBlocks(user)), 8);
  });
}
