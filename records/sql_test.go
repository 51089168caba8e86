package records

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are the parsed files of the package, without its tests.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]*ast.File)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return files
}

// statements returns the texts of the package that are SQL, and the migrations
// without their comments, with the file each is from.
func statements(t *testing.T) map[string][]string {
	t.Helper()
	isSQL := regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|create|drop|alter|pragma|begin|commit|rollback|savepoint|release|from|where|order by)\b`)
	all := make(map[string][]string)
	for name, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			if isSQL.MatchString(text) {
				all[name] = append(all[name], text)
			}
			return true
		})
	}
	comment := regexp.MustCompile(`--[^\n]*`)
	for _, m := range must(migrations())(t) {
		for statement := range strings.SplitSeq(comment.ReplaceAllString(m.sql, ""), ";") {
			if strings.TrimSpace(statement) != "" {
				all[m.name] = append(all[m.name], statement)
			}
		}
	}
	return all
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// Events are only ever added. The database could not forbid more without a
// trigger, which is not in the SQL that both databases share; so nothing in the
// package may say more.
func TestEventsAreOnlyAdded(t *testing.T) {
	change := regexp.MustCompile(`(?is)\b(update|delete\s+from|drop\s+table|alter\s+table|replace\s+into|truncate)\s+(if\s+exists\s+)?"?event"?\b|insert\s+into\s+event\b.*\bon\s+conflict\b`)
	added := 0
	for name, texts := range statements(t) {
		for _, text := range texts {
			if change.MatchString(text) {
				t.Errorf("%s changes events: %s", name, text)
			}
			if strings.Contains(text, "insert into event ") {
				added++
			}
		}
	}
	if added != 1 {
		t.Errorf("events are added in %d places, want 1", added)
	}
	for _, wrong := range []string{
		"delete from event where id = $1", "update event set body = ''", "UPDATE \"event\" SET", "drop table if exists event",
		"insert into event (id) values ($1) on conflict (id) do update set id = $1",
	} {
		if !change.MatchString(wrong) {
			t.Errorf("the test would not see %q", wrong)
		}
	}
}

// All SQL but that of the two engines is in what both databases speak.
func TestSharedSQL(t *testing.T) {
	rules := []struct {
		name   string
		broken *regexp.Regexp
	}{
		{"parameters are $1, $2, …", regexp.MustCompile(`[?]|@\w|:\w`)},
		{"columns are text and bigint", regexp.MustCompile(`(?i)\b(integer|int|serial|bigserial|boolean|bool|timestamp|timestamptz|date|datetime|blob|bytea|json|jsonb|uuid|varchar|real|numeric)\b`)},
		{"the program makes times and ids", regexp.MustCompile(`(?i)\b(now|current_timestamp|strftime|datetime|random|gen_random_uuid|last_insert_rowid|autoincrement|nextval)\b`)},
		{"nothing is only one database's", regexp.MustCompile(`(?i)\b(pragma|pg_\w+|rowid|without|strict|ilike|glob|json_\w+|jsonb_\w+|array|unnest|lateral|for update|insert or|vacuum|trigger|string_agg|group_concat)\b`)},
		{"key words are in lower case", regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|AND|OR|INTO|VALUES|CREATE|TABLE|ORDER|BY|JOIN|SET|ON)\b`)},
		{"texts are in single quotes", regexp.MustCompile(`"`)},
	}
	seen := 0
	for name, texts := range statements(t) {
		if name == "sqlite.go" || name == "postgres.go" || name == "backup.go" {
			continue
		}
		for _, text := range texts {
			seen++
			for _, rule := range rules {
				if found := rule.broken.FindString(text); found != "" {
					t.Errorf("%s: %s, not %q: %s", name, rule.name, found, text)
				}
			}
		}
	}
	if seen < 80 {
		t.Errorf("only %d statements were looked at", seen)
	}
}

// What is listed comes in an order that ends in a column of which no two rows
// have the same.
func TestOrderEndsInAUniqueColumn(t *testing.T) {
	order := regexp.MustCompile(`order by ([^)]*?)(?:\s+limit\b|\)|$)`)
	unique := []string{"id", "a.id", "c.id", "s.id", "h.student", "student", "device", "name", "table_name"}
	for name, texts := range statements(t) {
		for _, text := range texts {
			for _, match := range order.FindAllStringSubmatch(strings.Join(strings.Fields(text), " "), -1) {
				columns := strings.Split(match[1], ",")
				last := strings.Fields(columns[len(columns)-1])[0]
				if !slices.Contains(unique, last) {
					t.Errorf("%s orders by %s", name, match[1])
				}
			}
		}
	}
}

// SQLite's locks are lost when any other handle on its files is closed, so that
// only the files that make them ready may open files at all. Asking whether
// there is one opens nothing.
func TestDatabaseFilesAreNotOpened(t *testing.T) {
	allowed := []string{"folder.go", "lock_unix.go", "lock_windows.go", "network_linux.go"}
	for name, file := range sources(t) {
		if slices.Contains(allowed, name) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				from, _ := call.X.(*ast.Ident)
				if from != nil && (from.Name == "syscall" || from.Name == "os" && call.Sel.Name != "Stat") {
					t.Errorf("%s uses %s.%s", name, from.Name, call.Sel.Name)
				}
			}
			return true
		})
	}
}

// A migration that was released never changes, and they are numbered without a
// gap.
func TestMigrationsAreNumbered(t *testing.T) {
	names, err := fs.Glob(os.DirFS("."), "migrations/*")
	if err != nil {
		t.Fatal(err)
	}
	all := must(migrations())(t)
	if len(names) != len(all) {
		t.Errorf("%d files, %d migrations", len(names), len(all))
	}
	for i, m := range all {
		if number, _, _ := strings.Cut(filepath.Base(m.name), "_"); number != leadingZeros(i+1) {
			t.Errorf("migration %d is %s", i+1, m.name)
		}
	}
}

func leadingZeros(n int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", 4-len(s)) + s
}
