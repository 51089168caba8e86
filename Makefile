# The commands of a developer. "make test" is what continuous integration runs.

export CGO_ENABLED = 0

.PHONY: check preview test sweep bench fmt lint bin

# What to run before every commit: fast, with Go alone.
check: lint
	go test ./...
	go run ./cmd/homeroom check

# The site of this folder, to look at while you write in it. What you rename or
# delete here is still built into the program: start it again after that.
preview:
	go run ./cmd/homeroom preview .

# Everything, on both databases and in a browser; installs what is missing.
test: lint
	.ci/install
	HOMEROOM_TEST_ALL=1 .ci/with-postgres go test -count=1 -timeout 20m ./...
	go run ./cmd/homeroom check

# The long runs: more kills, more histories, ten minutes for each fuzz target.
sweep: test
	HOMEROOM_TEST_KILLS=1000 .ci/with-postgres go test -count=1 -timeout 60m ./records
	.ci/fuzz 10m

# Speed and memory, as ratios against a peer in the same run.
bench:
	.ci/bench

fmt:
	gofmt -w .

lint:
	@test -z "$$(gofmt -l .)" || { echo "not formatted, run make fmt:"; gofmt -l .; exit 1; }
	go vet ./...
	go vet -tags bench ./build

# One static program, bin/homeroom.
bin:
	go build -trimpath -ldflags "-s -w" -o bin/homeroom ./cmd/homeroom
