"""Made from brought.toml by tests/generators/build_devcontainer.py: run that, and edit the TOML."""

# ruff: noqa: E501
# fmt: off
from capslint.formats.devcontainer.data.metadata import Metadata

FEATURES: dict[str, Metadata] = {
    'ghcr.io/devcontainers/features/anaconda': Metadata(),
    'ghcr.io/devcontainers/features/aws-cli': Metadata(),
    'ghcr.io/devcontainers/features/azure-cli': Metadata(),
    'ghcr.io/devcontainers/features/common-utils': Metadata(),
    'ghcr.io/devcontainers/features/conda': Metadata(),
    'ghcr.io/devcontainers/features/copilot-cli': Metadata(),
    'ghcr.io/devcontainers/features/desktop-lite': Metadata(),
    'ghcr.io/devcontainers/features/docker-in-docker': Metadata(grants=('--privileged',), packages=('docker-ce',), mounts=('dind-var-lib-docker:/var/lib/docker', 'dind-var-lib-containerd:/var/lib/containerd')),
    'ghcr.io/devcontainers/features/docker-outside-of-docker': Metadata(grants=('--security-opt=label=disable',), mounts=('/var/run/docker.sock:/var/run/docker-host.sock',)),
    'ghcr.io/devcontainers/features/dotnet': Metadata(extensions=('ms-dotnettools.csharp',)),
    'ghcr.io/devcontainers/features/git': Metadata(),
    'ghcr.io/devcontainers/features/git-lfs': Metadata(),
    'ghcr.io/devcontainers/features/github-cli': Metadata(),
    'ghcr.io/devcontainers/features/go': Metadata(grants=('--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), packages=('delve',), extensions=('golang.go',)),
    'ghcr.io/devcontainers/features/hugo': Metadata(),
    'ghcr.io/devcontainers/features/java': Metadata(),
    'ghcr.io/devcontainers/features/kubectl-helm-minikube': Metadata(),
    'ghcr.io/devcontainers/features/nix': Metadata(),
    'ghcr.io/devcontainers/features/node': Metadata(),
    'ghcr.io/devcontainers/features/nvidia-cuda': Metadata(),
    'ghcr.io/devcontainers/features/oryx': Metadata(),
    'ghcr.io/devcontainers/features/php': Metadata(),
    'ghcr.io/devcontainers/features/powershell': Metadata(),
    'ghcr.io/devcontainers/features/python': Metadata(extensions=('ms-python.python',)),
    'ghcr.io/devcontainers/features/ruby': Metadata(),
    'ghcr.io/devcontainers/features/rust': Metadata(grants=('--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), packages=('lldb',), extensions=('vadimcn.vscode-lldb', 'rust-lang.rust-analyzer')),
    'ghcr.io/devcontainers/features/sshd': Metadata(),
    'ghcr.io/devcontainers/features/terraform': Metadata(),
}

IMAGES: dict[str, Metadata] = {
    'mcr.microsoft.com/devcontainers/anaconda': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/base': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/cpp': Metadata(grants=('--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), remote_user='vscode', remote_uid=1000, packages=('gdb', 'lldb', 'valgrind'), extensions=('ms-vscode.cpptools',)),
    'mcr.microsoft.com/devcontainers/dotnet': Metadata(remote_user='vscode', remote_uid=1000, extensions=('ms-dotnettools.csharp',)),
    'mcr.microsoft.com/devcontainers/go': Metadata(grants=('--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), remote_user='vscode', remote_uid=1000, packages=('delve',), extensions=('golang.go',)),
    'mcr.microsoft.com/devcontainers/java': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/javascript-node': Metadata(remote_user='node', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/jekyll': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/miniconda': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/php': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/python': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/ruby': Metadata(remote_user='vscode', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/rust': Metadata(grants=('--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), remote_user='vscode', remote_uid=1000, packages=('lldb',), extensions=('vadimcn.vscode-lldb', 'rust-lang.rust-analyzer')),
    'mcr.microsoft.com/devcontainers/typescript-node': Metadata(remote_user='node', remote_uid=1000),
    'mcr.microsoft.com/devcontainers/universal': Metadata(grants=('--privileged', '--cap-add=SYS_PTRACE', '--security-opt=seccomp=unconfined'), container_user='codespace', remote_user='codespace', remote_uid=1000, mounts=('dind-var-lib-docker:/var/lib/docker', 'dind-var-lib-containerd:/var/lib/containerd'), packages=('gdb', 'lldb', 'valgrind', 'delve', 'docker-ce'), extensions=('golang.go', 'ms-dotnettools.csharp', 'ms-python.python')),
}
