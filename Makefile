# make run · make test · make check · make lint · make bench · make fuzz    (README.md says more)
BUILD ?= build
ifeq ($(origin CC),default)
CC = gcc
endif
PORT ?= 8080
SAN ?=
PKGS = libmicrohttpd sqlite3 libpq libsodium jansson libzip libxml-2.0 xlsxwriter libcmark libutf8proc libcurl libseccomp libiddawc cairo freetype2
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
  -Wwrite-strings -Wcast-qual -Wvla -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum
ifeq ($(CC),gcc)
WARN += -Wduplicated-cond -Wlogical-op -Wimplicit-fallthrough=5
endif
OPT ?= -O2 -D_FORTIFY_SOURCE=2
HARD = -fstack-protector-strong -fPIE -fstack-clash-protection
LDHARD = -pie -Wl,-z,relro,-z,now -Wl,--as-needed
CFLAGS = -std=c17 -D_GNU_SOURCE -Isrc -I$(BUILD)/gen $(WARN) $(OPT) -g $(HARD) $(SAN) -ffile-prefix-map=$(CURDIR)=. \
  $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -lz -lpthread -lm

SRC := $(filter-out src/app/main.c,$(wildcard src/*/*.c))
HTML := $(sort $(wildcard src/*/*.html))
GEN := $(BUILD)/gen/pages.h $(HTML:src/%.html=$(BUILD)/gen/%_html.c) $(BUILD)/gen/tr_en.c $(BUILD)/gen/asset_table.c $(BUILD)/gen/migration_table.c $(BUILD)/gen/example_table.c $(BUILD)/gen/font_table.c
OBJ := $(SRC:src/%.c=$(BUILD)/obj/%.o) $(GEN:$(BUILD)/gen/%.c=$(BUILD)/obj/gen/%.o)
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c tests/store/test_*.c tests/web/test_*.c))

all: $(BUILD)/pilotis
.SECONDARY:

$(BUILD)/pilotis: $(BUILD)/obj/app/main.o $(BUILD)/libpilotis.a
	@echo "  CC  $@"
	@$(CC) $(CFLAGS) $(LDHARD) -o $@ $^ $(LIBS)

$(BUILD)/libpilotis.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/obj/base/%.o: BANNED = -include src/base/banned.h -DMAY_ALLOCATE
BANNED = -include src/base/banned.h -Werror=implicit-function-declaration

$(BUILD)/obj/%.o: src/%.c | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC  $@"
	@$(CC) $(CFLAGS) $(BANNED) -MMD -MP -c -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC  $@"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# ---- what is generated: pages, translations, files inside the binary -----------------------------------------
$(BUILD)/tools/%: tools/%.c
	@mkdir -p $(@D)
	@echo "  CC  $@"
	@$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -g -o $@ $<

$(BUILD)/gen/%_html.c: src/%.html $(BUILD)/tools/htmlc
	@mkdir -p $(@D)
	@$(BUILD)/tools/htmlc $< > $@.tmp && mv $@.tmp $@

# Written again only when the list of pages changes.
$(BUILD)/gen/html.list: FORCE
	@mkdir -p $(@D)
	@echo '$(HTML)' | cmp -s - $@ || echo '$(HTML)' > $@
.PHONY: FORCE
FORCE:

# The prototypes of every page; its date changes only when one of them does.
$(BUILD)/gen/pages.h: $(BUILD)/gen/pages.stamp ;
$(BUILD)/gen/pages.stamp: $(HTML) $(BUILD)/tools/htmlc $(BUILD)/gen/html.list
	@mkdir -p $(@D)
	@$(BUILD)/tools/htmlc --header $(HTML) > $(@D)/pages.tmp
	@cmp -s $(@D)/pages.tmp $(@D)/pages.h || cp $(@D)/pages.tmp $(@D)/pages.h
	@touch $@

$(BUILD)/gen/tr_en.c: po/en.po $(BUILD)/tools/po2c
	@mkdir -p $(@D)
	@$(BUILD)/tools/po2c tr_en $< > $@.tmp && mv $@.tmp $@

# Style sheet and scripts are served without what only their readers here need: comments that stand alone, indentation; spaces and line ends of the style sheet outside strings.
ASSETS := $(sort $(wildcard src/web/assets/*))
$(BUILD)/gen/assets/%: src/web/assets/%
	@mkdir -p $(@D)
	@case $@ in *.css) css=1;; *) css=0;; esac; case $@ in *.css|*.js) awk -v css=$$css '{ sub(/^[ \t]+/, "") } off { if (!sub(/^.*\*\/[ \t]*/, "")) next; off = 0 } /^\/\*/ && !/\*\/./ { off = !/\*\/$$/; next } $$0 == "" { next } css { n = split($$0, part, "\""); for (i = 1; i <= n; i += 2) { gsub(/ *\{ */, "{", part[i]); gsub(/ *\} */, "}", part[i]); gsub(/ *; */, ";", part[i]); gsub(/, +/, ",", part[i]); gsub(/: +/, ":", part[i]); gsub(/ > /, ">", part[i]); gsub(/;\}/, "}", part[i]) } line = part[1]; for (i = 2; i <= n; i++) line = line "\"" part[i]; if (line ~ /^}/) sub(/;$$/, "", held); printf "%s", held; held = line (line ~ /[{};,]$$/ ? "" : "\n"); next } { print } END { printf "%s", held }' $< > $@.tmp;; *) cp $< $@.tmp;; esac && mv $@.tmp $@
$(BUILD)/gen/asset_table.c: $(ASSETS:src/web/assets/%=$(BUILD)/gen/assets/%) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed asset_table $(filter-out %/embed,$^) > $@.tmp && mv $@.tmp $@

MIGRATIONS := $(sort $(wildcard migrations/*.sql))
$(BUILD)/gen/migration_table.c: $(MIGRATIONS) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed migration_table $(MIGRATIONS) > $@.tmp && mv $@.tmp $@

EXAMPLES := $(sort $(wildcard examples/*.pdf examples/*.docx examples/*.csv))
$(BUILD)/gen/example_table.c: $(EXAMPLES) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed example_table $(EXAMPLES) > $@.tmp && mv $@.tmp $@

# The letters of what is written as PDF: Debian's, in the program, so that a server behind its fence needs no file for them.
FONTS := $(addprefix /usr/share/fonts/truetype/dejavu/,DejaVuSans-Bold.ttf DejaVuSans.ttf)
$(BUILD)/gen/font_table.c: $(FONTS) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed font_table $(FONTS) > $@.tmp && mv $@.tmp $@

# ---- tests ---------------------------------------------------------------------------------------------------
$(BUILD)/tests/%: tests/%.c $(BUILD)/libpilotis.a
	@mkdir -p $(@D)
	@echo "  CC  $@"
	@$(CC) $(CFLAGS) -Itests -MMD -MP -o $@ $< $(BUILD)/libpilotis.a $(LIBS) $(TESTLIBS)
TESTLIBS = -lcmocka
$(BUILD)/tests/fuzz/%: TESTLIBS = -fsanitize=fuzzer

$(BUILD)/bench/%: bench/%.c $(BUILD)/libpilotis.a
	@mkdir -p $(@D)
	@echo "  CC  $@"
	@$(CC) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libpilotis.a $(LIBS)

.PHONY: all run test check check-unit check-pg check-tools check-cli check-attack check-ops check-browser check-faults lint deb bench fuzz fuzz-smoke fuzz-build deps clean tests \
  asan-tests pot
tests: $(TESTS)

deps:
	@sh tools/deps.sh run

run: deps
	@$(MAKE) --no-print-directory -j2 all
	@sh tools/run-demo.sh $(BUILD)/pilotis $(PORT)

# Installs what the tests need, then runs every one of them.
test:
	@sh tools/deps.sh test
	@sh tests/all.sh $(BUILD)

# ASan and UBSan by default. The build of the sanitized programs is a folder of its own.
ASAN = BUILD=$(BUILD)/asan SAN="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" OPT=-O1
asan-tests:
	@$(MAKE) --no-print-directory $(ASAN) tests all
check-unit:
	@$(MAKE) --no-print-directory -j2 $(ASAN) tests
	@sh tests/run.sh $(BUILD)/asan unit store web
# The stores and the pages again, on a PostgreSQL server that lives as long as they take.
check-pg: all
	@$(MAKE) --no-print-directory -j2 $(ASAN) tests
	@sh tools/pg-temp.sh sh tests/run.sh $(BUILD)/asan store web
	@sh tools/pg-temp.sh sh tests/run.sh $(BUILD) cli several
check-tools: all
	@sh tests/run.sh $(BUILD) tools
check-cli: all
	@sh tests/run.sh $(BUILD) cli several
check-attack: all
	@sh tests/run.sh $(BUILD) attack
check-ops: all
	@sh tests/run.sh $(BUILD) ops oidc
check: lint check-unit check-pg check-tools check-cli check-attack check-ops

lint: all
	@sh tools/lint.sh $(BUILD)

check-browser: all
	@sh tests/browser/run.sh $(BUILD)
	@sh tools/pg-temp.sh sh tests/browser/run.sh $(BUILD)

# The long mode; `make test` has a short one. One fault: sh tests/faults/run.sh build kill
check-faults: all
	@sh tools/deps.sh test
	@FAULTS=long sh tests/faults/run.sh $(BUILD)

# The Debian package, in build/deb.
deb: all
	@sh tools/deps.sh deb
	@sh tools/deb.sh $(BUILD)

bench: all
	@sh tools/deps.sh bench
	@sh bench/run.sh $(BUILD)

# libFuzzer targets on the production parsers, with clang: `make fuzz SECONDS=600`.
FUZZ := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
SECONDS ?= 60
fuzz-targets: $(FUZZ)
fuzz-build:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang OPT=-O1 \
	  SAN="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" fuzz-targets
fuzz:
	@sh tests/fuzz/run.sh $(BUILD) $(SECONDS)
fuzz-smoke:
	@sh tests/fuzz/run.sh $(BUILD) 5

# The texts to translate, from the C and from the C of the pages, merged into po/en.po.
pot: all
	@sh tools/po-update.sh $(BUILD)

# The register of processing, from the declarations; tests/cli/privacy.sh sees that it is fresh.
.PHONY: register
register docs/registre.md: all
	@$(BUILD)/pilotis register >docs/registre.md.part && mv docs/registre.md.part docs/registre.md

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
