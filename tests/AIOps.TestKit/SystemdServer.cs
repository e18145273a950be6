namespace AIOps.TestKit;

/// <summary>
/// A real systemd as the first process of namespaces of its own (processes, mounts, control groups), which knows only the units that tests give it.
/// It shares files and network with the tests. Needs root.
/// </summary>
public sealed class SystemdServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly PrivateServer _server;

    private SystemdServer(PrivateServer server) => _server = server;

    /// <summary>Folder with a <c>systemctl</c> that talks to this systemd, for the search path.</summary>
    public string Programs => Path.Combine(_server.Folder, "bin");

    private string Units => Path.Combine(_server.Folder, "units");

    public static async Task<SystemdServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-systemd-").FullName;
        foreach (var name in new[] { "bin", "units", "none", "groups" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "units", "tests.target"), "[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "console"), "");

        // Its own control group comes first, so that it becomes the root of the namespace; no word of it reaches the console of the machine.
        await File.WriteAllTextAsync(Path.Combine(folder, "server.sh"), $"exec unshare --mount --uts --ipc sh {folder}/mounts.sh\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "mounts.sh"), $"""
            set -e
            mount -t tmpfs -o mode=755 tmpfs /run
            mount --bind {folder}/console /dev/console
            mount -t cgroup2 none {folder}/groups
            mkdir {folder}/groups/{Path.GetFileName(folder)}
            echo $$ >{folder}/groups/{Path.GetFileName(folder)}/cgroup.procs
            exec unshare --cgroup --pid --fork --kill-child=KILL --mount-proc sh {folder}/init.sh

            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "init.sh"), $"""
            umount -R -l /sys/fs/cgroup
            mount -t cgroup2 none /sys/fs/cgroup || exit 1
            exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=tests SYSTEMD_UNIT_PATH={folder}/units SYSTEMD_GENERATOR_PATH={folder}/none SYSTEMD_ENVIRONMENT_GENERATOR_PATH={folder}/none SYSTEMD_PROC_CMDLINE=quiet /lib/systemd/systemd --system --unit=tests.target --log-target=console

            """);
        var server = new SystemdServer(PrivateServer.Start(folder, "systemd"));
        try
        {
            await server._server.UntilAsync(server.IsUpAsync);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Gives it a unit; a service's name ends in <c>.service</c>.</summary>
    public async Task WriteUnitAsync(string name, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(Units, name), text);
        await ControlAsync("daemon-reload");
    }

    /// <summary>Stops a unit and forgets it.</summary>
    public async Task RemoveUnitAsync(string name)
    {
        await ControlAsync("kill", "--signal=KILL", name, "--kill-who=all");
        await ControlAsync("stop", name);
        File.Delete(Path.Combine(Units, name));
    }

    /// <summary>Runs <c>systemctl</c> to its end, whatever it says.</summary>
    /// <returns>Exit code and output.</returns>
    public Task<(int Code, string Output)> ControlAsync(params string[] arguments) => ServerFolder.TryAsync(Limit, Path.Combine(Programs, "systemctl"), arguments);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<bool> IsUpAsync()
    {
        var program = Path.Combine(Programs, "systemctl");
        if (!File.Exists(program))
        {
            var pid = Path.Combine(_server.Folder, "server");
            if (!File.Exists(pid) || (await File.ReadAllTextAsync(pid)).Trim() is not { Length: > 0 } keeper)
            {
                return false;
            }

            var init = (await KernelAsync($"{keeper}/task/{keeper}/children")).Trim();
            if (init.Length == 0 || init.Contains(' ', StringComparison.Ordinal) || (await KernelAsync($"{init}/comm")).Trim() != "systemd")
            {
                return false;
            }

            await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec nsenter --target {init} --mount --pid -- /usr/bin/systemctl \"$@\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return (await ControlAsync("is-active", "tests.target")).Code == 0;
    }

    // A process may end between two looks at it.
    private static async Task<string> KernelAsync(string file)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
