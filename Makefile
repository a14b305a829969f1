# SPDX-License-Identifier: GPL-2.0-only
# What users call. How the module is built is in Kbuild, how it is tried in scripts/.

KDIR   ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
# make install DESTDIR=/some/folder touches nothing else.
DESTDIR ?=
# The kernel that KDIR belongs to.
KRELEASE = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
W      ?= 0
# A kernel that clang built takes modules that clang built.
LLVM   ?= $(if $(shell grep -s '^CONFIG_CC_IS_CLANG=y' '$(KDIR)/include/config/auto.conf'),1)
# Whatever the user's umask is, what is built and installed can be read by all.
KBUILD  = umask 022 && $(MAKE) -C $(KDIR) M=$(CURDIR) $(if $(LLVM),LLVM=$(LLVM))
# kbuild ends with pages of errors for these.
ODD_PATH = $(if $(word 2,x$(1)x)$(findstring :,$(1)),$(error twinfo: kbuild takes no path with a blank or a colon: $(1)))

all: module tools ## build the module for the running kernel, and the tool

module: ## build twinfo.ko; KDIR=/path/to/headers chooses the kernel
	$(call ODD_PATH,$(CURDIR))$(call ODD_PATH,$(KDIR))
	@test -e $(KDIR)/Makefile || { echo "twinfo: no kernel headers at $(KDIR); on Debian: \
	apt install linux-headers-$$(uname -r), or give KDIR=/path/to/headers" >&2; exit 1; }
	$(KBUILD) W=$(W) modules

tools: ## build tools/twinfo, and the programs of its tests
	$(MAKE) -C tools

load: ## load the module into the running kernel
	@scripts/load

unload: ## take it out again
	rmmod twinfo

# Kernels of distributions come without the key that modules_install would sign with, and it complains of that at length.
SIGN := $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)

install: all ## install the module for KDIR's kernel, and the tool below PREFIX; honours DESTDIR
	$(KBUILD) INSTALL_MOD_PATH=$(DESTDIR) DEPMOD=true $(SIGN) modules_install
	$(if $(DESTDIR),,depmod $(KRELEASE))
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

uninstall: ## take away what install put there
	rm -f $(DESTDIR)/lib/modules/$(KRELEASE)/updates/twinfo.ko* $(DESTDIR)/lib/modules/$(KRELEASE)/extra/twinfo.ko*
	$(if $(DESTDIR),,depmod $(KRELEASE))
	$(MAKE) -C tools uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

probe: ## what the headers in KDIR have that twinfo looks for, and whether the module builds with them
	@scripts/probe '$(KDIR)'

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

drgn: ## compare what drgn reads of a crash dump with what the module told
	scripts/drgn

page: ## look at the page of 'twinfo report' in a browser
	scripts/page

pictures: ## make the pictures of README anew
	scripts/pictures

dist: ## dist/twinfo-VERSION.tar.xz, of what is committed
	scripts/package dist

deb: ## dist/*.deb: twinfo-dkms and twinfo, of what is committed
	scripts/package deb

rpm: ## dist/*.rpm: the same for Fedora and RHEL, built and tested here, not run there
	scripts/rpm

packages: ## install the packages in minimal Debian 12 and 13, boot these, upgrade, purge
	scripts/packages

secure-boot: ## boot Debian 13 with Secure Boot, enrol DKMS's key by MokManager, load the module
	scripts/secure-boot

clean: ## remove what was built
	rm -rf *.ko *.o *.mod *.mod.c .*.cmd .*.d .tmp_versions modules.order Module.symvers .module-common.o .Module.symvers.cmd dist
	find module kunit -name '*.o' -delete -o -name '.*.cmd' -delete -o -name '.*.d' -delete
	$(MAKE) -C tools clean

help: ## this list
	@sed -n 's/^\([a-z ]*\):.* ## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	while IFS='|' read -r target text; do printf '  make %-30s %s\n' "$$target" "$$text"; done

.PHONY: all module tools load unload install uninstall probe demo check kunit stress sanitize fuzz mutate matrix dist deb rpm packages secure-boot bench cost events drgn page pictures lab clean help
