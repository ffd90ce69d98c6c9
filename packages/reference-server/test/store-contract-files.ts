/** What every store promises of files. */
import assert from 'node:assert/strict';
import type {UploadRecord} from '../src/store/records.js';
import type {Promised} from './store-contract.js';
import {place, type Subject} from './store-records.js';

const upload = (conversation: string, id: string, more: Partial<UploadRecord> = {}): UploadRecord => ({
  id: `${conversation}-${id}`,
  user: `${conversation}-ann`,
  conversation,
  name: 'a.jpg',
  size: 100,
  state: 'ready',
  file: {type: 'image/webp', size: 90, width: 3, height: 2, versions: {large: {type: 'image/webp', size: 90}}},
  bytes: 95,
  message: undefined,
  createdAt: 1000,
  ...more,
});

export function files(promise: Promised, subject: Subject): void {
  promise('a file comes back as it was put, by its id and by its message', async () => {
    const [id, other] = [subject.newPlace(), subject.newPlace()];
    const [free, used] = [upload(id, 'free', {file: undefined}), upload(id, 'used', {message: 'm1'})];
    await subject.store.write(async (tx) => {
      for (const where of [id, other]) await place(tx, where, ['ann']);
      for (const record of [free, used, upload(other, 'used', {message: 'm1'})]) await tx.putUpload(record);
    });
    await subject.store.read(async (tx) => {
      assert.deepEqual(await tx.upload(free.id), free);
      assert.deepEqual(await tx.uploads([used.id, 'none']), [used]);
      assert.deepEqual(await tx.uploadsOf(id, 'm1'), [used]);
      assert.equal(await tx.upload('none'), undefined);
    });
    await subject.store.write((tx) => tx.removeUpload(free.id));
    assert.equal(await subject.store.read((tx) => tx.upload(free.id)), undefined);
  });

  promise('what somebody uploaded is counted, and of whom and where all is lost', async () => {
    const [id, other] = [subject.newPlace(), subject.newPlace()];
    const user = `${id}-ann`;
    const before = await subject.store.read((tx) => tx.keptFiles());
    await subject.store.write(async (tx) => {
      for (const where of [id, other]) await place(tx, where, ['ann']);
      await tx.putUpload(upload(id, 'old', {createdAt: 10}));
      await tx.putUpload(upload(id, 'new', {message: 'm1'}));
      await tx.putUpload(upload(other, 'theirs', {user}));
      await tx.putUpload(upload(other, 'gone', {user, state: 'gone', bytes: 0}));
      await tx.putUpload(upload(other, 'coming', {user: `${other}-ben`, state: 'open', file: undefined, bytes: 100}));
    });
    const use = () => subject.store.read((tx) => tx.uploadUse(user, 500));
    assert.deepEqual(await use(), {files: 3, bytes: 300, kept: 285});
    const after = await subject.store.read((tx) => tx.keptFiles());
    assert.deepEqual([after.files - before.files, after.bytes - before.bytes], [3, 285], 'of everybody');
    await subject.store.write((tx) => tx.loseUploads({conversation: id}));
    const lost = {name: '', state: 'lost', file: undefined, message: undefined} as const;
    assert.deepEqual(await subject.store.read((tx) => tx.upload(`${id}-new`)), upload(id, 'new', lost));
    assert.equal((await subject.store.read((tx) => tx.upload(`${other}-theirs`)))?.state, 'ready');
    await subject.store.write((tx) => tx.loseUploads({user}));
    assert.equal((await subject.store.read((tx) => tx.upload(`${other}-theirs`)))?.state, 'lost');
    assert.equal((await subject.store.read((tx) => tx.upload(`${other}-gone`)))?.state, 'gone');
    assert.deepEqual(await use(), {files: 3, bytes: 300, kept: 285}, 'until the bytes are deleted');
  });

  promise('collected is what is lost, and what is old and in no message', async () => {
    const id = subject.newPlace();
    await subject.store.write(async (tx) => {
      await place(tx, id, ['ann']);
      await tx.putUpload(upload(id, 'lost', {state: 'lost', createdAt: 9e15}));
      await tx.putUpload(upload(id, 'old', {state: 'open', createdAt: 3}));
      await tx.putUpload(upload(id, 'sent', {message: 'm', createdAt: 3}));
      await tx.putUpload(upload(id, 'new', {createdAt: 9e15}));
    });
    const found = await subject.store.read((tx) => tx.uploadsToCollect(9, 999));
    const names = found.filter(({conversation}) => conversation === id).map((record) => record.id.slice(id.length + 1));
    assert.deepEqual(names.sort(), ['lost', 'old']);
    assert.equal((await subject.store.read((tx) => tx.uploadsToCollect(9, 1))).length, 1);
  });
}
