package specs

func sqlEvents() Snippet {
	return Snippet{"Postgres", "sql", `CREATE TABLE events (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    type  text NOT NULL DEFAULT 'message',
    data  text NOT NULL
);`}
}

func sqlPublish() Snippet {
	return Snippet{"Postgres", "sql", `BEGIN;
SELECT pg_advisory_xact_lock(1); -- ids become visible in their order
INSERT INTO events (topic, type, data) VALUES ($1, $2, $3) RETURNING id;
NOTIFY events;
COMMIT;`}
}

func sqlResume() Snippet {
	return Snippet{"SQL", "sql", `SELECT id, type, data
FROM events
WHERE topic = $1 AND id > $2 -- after the last one it has got
ORDER BY id;`}
}

func sqlNumericIDs() Snippet {
	return Snippet{"Postgres", "sql", `ALTER TABLE events ALTER COLUMN id TYPE bigint USING id::bigint;`}
}

func mysqlUTF8() Snippet {
	return Snippet{"MySQL", "sql", `SET NAMES utf8mb4; -- for each connection
ALTER TABLE messages CONVERT TO CHARACTER SET utf8mb4;`}
}

func redisStream() Snippet {
	return Snippet{"Redis", "sh", `redis-cli XADD events '*' type price data 12.5   # prints the id
redis-cli XRANGE events '(1526919030474-55' +    # what came after it`}
}
