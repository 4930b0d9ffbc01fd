"""The `foley_conform` job: foley follows its picture from an old cut to a new one."""
