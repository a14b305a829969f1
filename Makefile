# SPDX-License-Identifier: GPL-2.0-only
# What users call. How the module is built is in Kbuild, how it is tried in scripts/.

KDIR   ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
# make install DESTDIR=/some/folder touches nothing else.
DESTDIR ?=
# The kernel that KDIR belongs to.
KRELEASE = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
W      ?= 0

all: module tools ## build the module for the running kernel, and the tool

module: ## build twinfo.ko; KDIR=/path/to/headers chooses the kernel
	@test -e $(KDIR)/Makefile || { echo "twinfo: no kernel headers at $(KDIR); on Debian: \
	apt install linux-headers-$$(uname -r), or give KDIR=/path/to/headers" >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) W=$(W) modules

tools: ## build tools/twinfo, and the programs of its tests
	$(MAKE) -C tools

load: ## load the module into the running kernel
	insmod twinfo.ko

unload: ## take it out again
	rmmod twinfo

# Kernels of distributions come without the key that modules_install would sign with, and it complains of that at length.
SIGN := $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)

install: all ## install the module for KDIR's kernel, and the tool below PREFIX; honours DESTDIR
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) DEPMOD=true $(SIGN) modules_install
	$(if $(DESTDIR),,depmod $(KRELEASE))
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

uninstall: ## take away what install put there
	rm -f $(DESTDIR)/lib/modules/$(KRELEASE)/updates/twinfo.ko* $(DESTDIR)/lib/modules/$(KRELEASE)/extra/twinfo.ko*
	$(if $(DESTDIR),,depmod $(KRELEASE))
	$(MAKE) -C tools uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

demo: ## boot a stock kernel in QEMU, make connections, show them
	scripts/demo

check: ## run every test
	scripts/check

matrix: ## build for, boot and test every kernel of scripts/kernels, print one table
	scripts/matrix

kunit: ## run the KUnit suites in User-Mode Linux
	scripts/kunit

stress: ## everything at once, in a kernel whose CPUs race
	scripts/stress

sanitize: ## the suites and the stress in kernels with KASAN, lockdep, kmemleak, and with KCSAN
	scripts/sanitize

fuzz: ## fuzz the tool's reader for a minute
	scripts/fuzz

mutate: ## break the module on purpose, show which test notices
	scripts/mutate

lab: ## experiments on what is said of TIME_WAIT, on three kernels: a table and a report
	scripts/lab

bench: ## what it costs to see TIME_WAIT, beside what others do, and what that costs others
	scripts/bench

cost: ## the same in instructions on a stock kernel, which scripts/budget limits
	scripts/cost

events: ## try tools/bpftrace/twinfo.bt in a guest that knows what it did
	scripts/events

page: ## look at the page of 'twinfo report' in a browser
	scripts/page

pictures: ## make the pictures of README anew
	scripts/pictures

dist: ## dist/twinfo-VERSION.tar.xz, of what is committed
	scripts/package dist

deb: ## dist/*.deb: twinfo-dkms and twinfo, of what is committed
	scripts/package deb

packages: ## install the packages in minimal Debian 12 and 13, boot these, upgrade, purge
	scripts/packages

clean: ## remove what was built
	rm -rf *.ko *.o *.mod *.mod.c .*.cmd .*.d .tmp_versions modules.order Module.symvers .module-common.o .Module.symvers.cmd dist
	find module kunit -name '*.o' -delete -o -name '.*.cmd' -delete -o -name '.*.d' -delete
	$(MAKE) -C tools clean

help: ## this list
	@sed -n 's/^\([a-z ]*\):.* ## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	while IFS='|' read -r target text; do printf '  make %-30s %s\n' "$$target" "$$text"; done

.PHONY: all module tools load unload install uninstall demo check kunit stress sanitize fuzz mutate matrix dist deb packages bench cost events page pictures lab clean help
