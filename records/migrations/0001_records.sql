-- 0001: rosters, sign-in, attempts, completions, and the events behind them.
--
-- Written in the SQL that SQLite and PostgreSQL share, so that one file serves
-- both: text and bigint only, times as unix milliseconds in UTC with 0 for
-- "never", identifiers made by the program, never by the database. A flag is a
-- bigint, 0 or 1. Text is never null; "" stands for "none".

create table homeroom_schema (
    version    bigint not null primary key,
    name       text   not null,
    applied_at bigint not null
);

-- Facts. Rows are only ever added. No names, no secrets, no answers.
create table event (
    id          text   not null primary key,
    kind        text   not null,
    subject     text   not null,
    happened_at bigint not null,
    body        text   not null
);
create index event_subject on event (subject, id);

create table school (
    id   text not null primary key,
    name text not null
);

-- A class is open while opened_at <= now < open_until.
create table class (
    id         text   not null primary key,
    school     text   not null references school (id),
    name       text   not null,
    grade      text   not null,
    code       text   not null, -- as the school writes it
    plain_code text   not null, -- as it is looked up
    teacher    text   not null,
    year       text   not null,
    opened_at  bigint not null,
    open_until bigint not null
);
create unique index class_code on class (plain_code, year) where plain_code <> '';

create table student (
    id       text not null primary key,
    given    text not null,
    family   text not null,
    grade    text not null,
    school   text not null references school (id),
    animal   text not null,
    language text not null
);

create table enrolment (
    class   text not null references class (id),
    student text not null references student (id),
    primary key (class, student)
);
create index enrolment_student on enrolment (student, class);

-- How a student signs in. The mac is keyed with a pepper that is not here;
-- pepper names the one that was used.
create table secret (
    student text   not null primary key references student (id),
    kind    text   not null check (kind in ('pictures', 'pin', 'passphrase')),
    mac     text   not null,
    pepper  text   not null,
    set_at  bigint not null
);

-- Tries to sign in as a subject (a student's id, a login) on a device.
create table sign_in (
    kind      text   not null,
    subject   text   not null,
    device    text   not null,
    failures  bigint not null, -- in a row
    failed_at bigint not null,
    known_at  bigint not null, -- when it last succeeded
    primary key (kind, subject, device)
);
create index sign_in_failed on sign_in (kind, failed_at);

-- Failures as one subject on devices where that subject never signed in.
create table sign_in_strange (
    kind      text   not null,
    subject   text   not null,
    failures  bigint not null,
    failed_at bigint not null,
    primary key (kind, subject)
);

-- The failures of the last day, one by one.
create table sign_in_failure (
    id        text   not null primary key,
    kind      text   not null,
    subject   text   not null,
    device    text   not null,
    strange   bigint not null,
    failed_at bigint not null
);
create index sign_in_failure_device on sign_in_failure (kind, device, failed_at);
create index sign_in_failure_subject on sign_in_failure (kind, subject, failed_at);

-- Who is signed in. The token is the SHA-256 of what the browser has.
create table session (
    token      text   not null primary key,
    kind       text   not null check (kind in ('student', 'staff')),
    person     text   not null,
    class      text   not null,
    device     text   not null,
    language   text   not null,
    started_at bigint not null,
    seen_at    bigint not null
);
create index session_class on session (class);
create index session_device on session (device);
create index session_started on session (started_at);

create table staff (
    id       text   not null primary key,
    name     text   not null,
    login    text   not null unique,
    role     text   not null,
    password text   not null,
    added_at bigint not null
);

-- The code that lets the first member of staff in. At most one row.
create table setup_code (
    id     text   not null primary key check (id = 'setup'),
    digest text   not null,
    set_at bigint not null
);

-- A try at a quiz. Open while finished_at is 0; never changed afterwards.
create table attempt (
    id          text   not null primary key,
    student     text   not null references student (id),
    class       text   not null,
    quiz        text   not null,
    edition     text   not null,
    language    text   not null,
    asked       text   not null, -- JSON: question ids in order
    try_number  bigint not null,
    year        text   not null,
    started_at  bigint not null,
    finished_at bigint not null,
    right_count bigint not null,
    total_count bigint not null,
    passed      bigint not null check (passed in (0, 1)),
    lesson      text   not null  -- "" while open
);
create unique index attempt_open on attempt (student, quiz, edition) where finished_at = 0;
create index attempt_student on attempt (student, quiz, id);

-- What was picked, apart from the attempt because it is deleted first.
create table answer (
    attempt  text   not null primary key references attempt (id),
    picks    text   not null, -- JSON: question id to picks
    saved_at bigint not null
);

-- The first time in a school year that a student completed an edition of a
-- lesson by a method.
create table completion (
    id             text   not null primary key,
    student        text   not null references student (id),
    lesson         text   not null,
    lesson_edition text   not null,
    quiz           text   not null,
    quiz_edition   text   not null,
    attempt        text   not null,
    method         text   not null check (method in
        ('individual', 'whole-group', 'equivalent', 'alternative', 'transfer', 'exempt')),
    language       text   not null,
    completed_at   bigint not null,
    year           text   not null,
    unique (student, lesson, lesson_edition, year, method)
);

create table hand (
    class     text   not null references class (id),
    student   text   not null references student (id),
    raised_at bigint not null,
    primary key (class, student)
);

-- Names that the certificate leaves to handwriting, and the characters why.
create table handwriting (
    student    text   not null primary key references student (id),
    characters text   not null,
    flagged_at bigint not null
);
