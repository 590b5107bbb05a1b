"""The kernel modules of KVM."""

from autotest.client.shared import error
from autotest.helpers import facts


def get_kvm_arch():
    """The module that goes with this processor: kvm_intel or kvm_amd; TestError for others."""
    for flag, module in (("vmx", "kvm_intel"), ("svm", "kvm_amd")):
        if facts.cpu_has_flags(flag):
            return module
    raise error.TestError("looking for KVM: this processor has neither vmx nor svm")


def load_kvm():
    """Loads them; False when they were loaded before."""
    loaded = [facts.load_module("kvm"), facts.load_module(get_kvm_arch())]
    return any(loaded)


def unload_kvm():
    """Unloads them."""
    facts.unload_module(get_kvm_arch())
    facts.unload_module("kvm")
