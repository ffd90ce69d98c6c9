/** The 50 newest messages of a conversation in the database that a chat left, newest first: one opening, one cursor. */
export const readNewest = (database, conversation) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const cursor = db
        .transaction('message')
        .objectStore('message')
        .index('seq')
        .openCursor(IDBKeyRange.bound([conversation, 0], [conversation, Number.POSITIVE_INFINITY]), 'prev');
      const rows = [];
      cursor.onsuccess = () => {
        if (cursor.result) rows.push(cursor.result.value);
        if (cursor.result && rows.length < 50) cursor.result.continue();
        else resolve(rows);
      };
      cursor.onerror = () => reject(cursor.error);
    };
  });
