using System.Globalization;
using Npgsql;

namespace AIOps.Storage.Operational;

/// <summary>A look at the database before anything is opened: for whoever wants to know why the service does not start.</summary>
/// <param name="Problem">Why it cannot be used, without secrets; null when it can.</param>
/// <param name="Words">Where it is and its version.</param>
/// <param name="ClockApart">How far its clock is from ours, half of the round trip taken off.</param>
public sealed record StoreExamination(string? Problem, string Words, TimeSpan ClockApart)
{
    /// <summary>Connects, asks for version, clock and the right to make tables, and leaves.</summary>
    /// <param name="connectionString">PostgreSQL connection string.</param>
    /// <param name="patience">How long connecting and asking may take.</param>
    /// <param name="time">Our clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StoreExamination> OfAsync(string connectionString, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var place = "the connection string";
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = (int)patience.TotalSeconds, CommandTimeout = (int)patience.TotalSeconds, Pooling = false };
            place = string.Create(CultureInfo.InvariantCulture, $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}");
            var connection = new NpgsqlConnection(settings.ConnectionString);
            await using var closes = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var ask = connection.CreateCommand();
            await using var ends = ask.ConfigureAwait(false);
            ask.CommandText = "select extract(epoch from clock_timestamp())::double precision, has_schema_privilege(current_schema(), 'create')";
            var before = time.GetUtcNow();
            var answer = await ask.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var read = answer.ConfigureAwait(false);
            await answer.ReadAsync(cancellationToken).ConfigureAwait(false);
            var ours = before + ((time.GetUtcNow() - before) / 2);
            var apart = (DateTimeOffset.FromUnixTimeMilliseconds((long)(answer.GetDouble(0) * 1000)) - ours).Duration();
            var words = $"{place}, PostgreSQL {connection.PostgreSqlVersion}";
            return new StoreExamination(answer.GetBoolean(1) ? null : $"{settings.Username} may not make tables in its schema", words, apart);
        }
        catch (ArgumentException mistake)
        {
            return new StoreExamination(mistake.Message, place, TimeSpan.Zero);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return new StoreExamination(failure.InnerException?.Message ?? failure.Message, place, TimeSpan.Zero);
        }
    }
}
