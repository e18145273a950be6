using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace AIOps.Storage.Backup;

/// <summary>A program of PostgreSQL's client, found in PATH. It is told where to connect by its environment: arguments are seen by everybody on the machine.</summary>
internal sealed class PostgresTool(string path)
{
    private const int LongestMessage = 1000;

    /// <summary>The first in PATH that is new enough.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="atLeast">The server's major version: a dump is made by a program that is no older. Null takes any.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="BackupException">There is none.</exception>
    public static async Task<PostgresTool> FindAsync(string name, int? atLeast, CancellationToken cancellationToken)
    {
        var package = atLeast is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"postgresql-client-{wanted}") : "postgresql-client";
        (string Path, int Version)? older = null;
        foreach (var path in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).Where(File.Exists))
        {
            if (await VersionAsync(path, cancellationToken).ConfigureAwait(false) is not { } version)
            {
                continue;
            }

            if (atLeast is null || version >= atLeast)
            {
                return new PostgresTool(path);
            }

            older ??= (path, version);
        }

        throw new BackupException(older is (var found, var its)
            ? string.Create(CultureInfo.InvariantCulture, $"{found} is of version {its}, the server of {atLeast}: install {package} (apt install {package}), or put the folder of a newer {name} first in PATH")
            : $"{name} is not installed (no folder of PATH has one that runs): install PostgreSQL's client programs (apt install {package})");
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="connection">The server and the database that it connects to; null when it needs none.</param>
    /// <param name="connectionString">How <paramref name="connection"/> was opened.</param>
    /// <param name="arguments">Its arguments, without any secret.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="BackupException">It failed; the message is its own.</exception>
    public async Task RunAsync(NpgsqlConnection? connection, string connectionString, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var (code, _, errors) = await RunAsync(path, arguments, environment => Describe(environment, connection, settings), cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            var words = errors.Trim();
            words = words.Length > LongestMessage ? words[..LongestMessage] + " …" : words;
            throw new BackupException($"{path} ended with {code}: {(settings.Password is { Length: > 0 } password ? words.Replace(password, "***", StringComparison.Ordinal) : words)}");
        }
    }

    private static void Describe(IDictionary<string, string?> environment, NpgsqlConnection? connection, NpgsqlConnectionStringBuilder settings)
    {
        if (connection is null)
        {
            return;
        }

        // these would lead elsewhere
        foreach (var name in (string[])["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGREQUIRESSL", "PGTARGETSESSIONATTRS"])
        {
            environment.Remove(name);
        }

        Put("PGHOST", connection.Host);
        Put("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture));
        Put("PGDATABASE", connection.Database);
        Put("PGUSER", connection.UserName);
        Put("PGPASSWORD", settings.Password);
        Put("PGPASSFILE", settings.Passfile);
        Put("PGOPTIONS", settings.Options);
        Put("PGSSLROOTCERT", settings.RootCertificate);
        Put("PGSSLCERT", settings.SslCertificate);
        Put("PGSSLKEY", settings.SslKey);
        Put("PGAPPNAME", "aiops backup");
        Put("PGSSLMODE", settings.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => "prefer",
        });

        void Put(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                environment[name] = value;
            }
        }
    }

    private static async Task<int?> VersionAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (code, output, _) = await RunAsync(path, ["--version"], _ => { }, cancellationToken).ConfigureAwait(false);
            return code == 0 ? Major(output) : null;
        }
        catch (Win32Exception)
        {
            // not a program, or not for us
            return null;
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string path, IReadOnlyList<string> arguments, Action<IDictionary<string, string?>> prepare, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        prepare(start.Environment);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }

    /// <summary>The major version in words like <c>pg_dump (PostgreSQL) 15.6 (Debian 15.6-0+deb12u1)</c>.</summary>
    private static int? Major(string words)
    {
        const string Before = "(PostgreSQL) ";
        var at = words.IndexOf(Before, StringComparison.Ordinal);
        return at >= 0 && int.TryParse(string.Concat(words.Skip(at + Before.Length).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var major) ? major : null;
    }
}
