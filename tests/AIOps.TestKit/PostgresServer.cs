using System.Globalization;
using Npgsql;

namespace AIOps.TestKit;

/// <summary>A real PostgreSQL on loopback, in a folder of its own, run by the user postgres (it refuses root).</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly string _binaries;
    private int _databases;

    private PostgresServer(string folder, string binaries, int port)
    {
        (_folder, _binaries, Port) = (folder, binaries, port);
    }

    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgresServer> StartAsync()
    {
        var binaries = Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            ?? throw new InvalidOperationException("no PostgreSQL in /usr/lib/postgresql: run tests/install.sh");
        var folder = Directory.CreateTempSubdirectory("aiops-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await ServerFolder.RunAsync(Limit, "chown", "postgres", folder);
        }

        var server = new PostgresServer(folder, binaries, ServerFolder.FreePort());
        await server.AsPostgresAsync("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", server.Data);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database and returns how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Starts it after <see cref="KillAsync"/> or <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public Task StartAgainAsync() => AsPostgresAsync(
        "pg_ctl", "start", "-w", "-t", "60", "-D", Data, "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=32MB");

    /// <summary>Kills the server and all its backends with SIGKILL, as a crash would.</summary>
    public Task KillAsync() => AsPostgresAsync("pg_ctl", "stop", "-m", "immediate", "-D", Data);

    /// <summary>Stops it in an orderly way.</summary>
    public Task StopAsync() => AsPostgresAsync("pg_ctl", "stop", "-m", "fast", "-D", Data);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await KillAsync();
        }
        catch (InvalidOperationException)
        {
            // a test stopped it already
        }

        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    private Task<string> AsPostgresAsync(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_binaries, program), .. arguments];
        return Environment.IsPrivilegedProcess
            ? ServerFolder.RunAsync(Limit, "setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", .. command])
            : ServerFolder.RunAsync(Limit, command[0], command[1..]);
    }
}
