namespace AIOps.TestKit;

/// <summary>
/// A real Docker daemon in namespaces of its own (processes, mounts), with its state in a folder of its own and one image, <c>tests</c>, made of a static
/// busybox. Containers use the network of the machine. Needs root.
/// </summary>
public sealed class DockerServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly PrivateServer _server;

    private DockerServer(PrivateServer server) => _server = server;

    /// <summary>Where it listens: what <c>DOCKER_HOST</c> takes.</summary>
    public string Address => $"unix://{_server.Folder}/docker.sock";

    public static async Task<DockerServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-docker-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "server.sh"), $"exec unshare --pid --mount --fork --kill-child=KILL --mount-proc sh {folder}/daemon.sh\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "daemon.sh"), $"""
            mount -t tmpfs -o mode=755 tmpfs /run || exit 1
            PATH=/usr/sbin:/usr/bin:/sbin:/bin
            # not exec: the first process of the namespace gets the orphans, and a shell takes them
            dockerd --host=unix://{folder}/docker.sock --data-root={folder}/data --exec-root={folder}/exec --pidfile={folder}/docker.pid --storage-driver=vfs \
              --bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --cgroup-parent=/{Path.GetFileName(folder)}

            """);
        var server = new DockerServer(PrivateServer.Start(folder, "dockerd"));
        try
        {
            await server._server.UntilAsync(async () => (await server.ControlAsync("version")).Code == 0);
            await server.ImportAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Runs <c>docker</c> to its end, whatever it says.</summary>
    /// <returns>Exit code and output.</returns>
    public Task<(int Code, string Output)> ControlAsync(params string[] arguments) => ServerFolder.TryAsync(Limit, "docker", ["--host", Address, .. arguments]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ImportAsync()
    {
        var root = Path.Combine(_server.Folder, "root");
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin", "busybox"));
        foreach (var name in new[] { "sh", "httpd", "sleep" })
        {
            File.CreateSymbolicLink(Path.Combine(root, "bin", name), "busybox");
        }

        var archive = Path.Combine(_server.Folder, "image.tar");
        await ServerFolder.RunAsync(Limit, "tar", "-C", root, "-cf", archive, ".");
        await ServerFolder.RunAsync(Limit, "docker", "--host", Address, "import", archive, "tests");
    }
}
