/* The sweep `choose_fate` in C: the same rules, the same chance, the same columns.
   Structures `Fates`, `Repertoire` and `Binding` are written above this text from the names of the parameters. */

#include <math.h>
#include <stdint.h>

enum { FREE, NAIVE, PRIMED, EFFECTOR, MEMORY, ANERGIC, EXHAUSTED, TREG, PERIPHERAL_TREG, TR1 };
enum { DECISION_FATE = 3, DECISION_TOLERANCE = 4 };

enum { RUN = 256, CLOCKS = 7, PHENOTYPES = 10 };

static void draw_words(uint64_t key, uint64_t step, const int64_t *uids, int64_t count, uint32_t decision,
                       uint32_t drawn[4][RUN]) {
    for (int64_t k = 0; k < count; k++) {
        uint32_t c0 = (uint32_t)uids[k], c1 = (uint32_t)((uint64_t)uids[k] >> 32), c2 = (uint32_t)step, c3 = decision;
        uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
        for (int round = 0; round < 10; round++) {
            uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
            uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
            c1 = (uint32_t)p1;
            c3 = (uint32_t)p0;
            c0 = n0;
            c2 = n2;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        drawn[0][k] = c0;
        drawn[1][k] = c1;
        drawn[2][k] = c2;
        drawn[3][k] = c3;
    }
}

static double unit(uint32_t word) { return (word + 0.5) * (1.0 / 4294967296.0); }

static double rings_after(double rate, double draw, double hours) {
    if (draw > rate * hours) return INFINITY;
    double after = -log1p(-draw) / rate;
    return after <= hours ? after : INFINITY;
}

static double saturation(double amount, double half, double steepness) {
    if (amount <= 0.0) return 0.0;
    return 1.0 / (1.0 + pow(half / amount, steepness));
}

static double square_saturation(double amount, double half) {
    if (amount <= 0.0) return 0.0;
    double ratio = half / amount;
    return 1.0 / (1.0 + ratio * ratio);
}

static double fourth_saturation(double amount, double half) {
    if (amount <= 0.0) return 0.0;
    double ratio = half / amount, square = ratio * ratio;
    return 1.0 / (1.0 + square * square);
}

static double decay_rate(double half_life) { return log(2.0) / half_life; }

static double unrescued(double helped, const Fates *f) { return 1.0 - square_saturation(helped, f->rescue_help); }

static double anergy_rate(double signal, double helped, const Fates *f) {
    return f->anergy_rate * square_saturation(signal - helped, f->anergy_threshold) * unrescued(helped, f);
}

static double deletion_rate(double signal, double helped, const Fates *f) {
    return f->deletion_rate * fourth_saturation(signal - helped, f->deletion_threshold) * unrescued(helped, f);
}

static double peripheral_treg_rate(double signal, double helped, double affinity, const Fates *f) {
    double unhelped = signal - helped;
    double low_dose = square_saturation(unhelped, f->treg_signal) *
                      (1.0 - square_saturation(unhelped, f->deletion_threshold));
    return f->treg_rate * low_dose * square_saturation(affinity, f->treg_affinity) * unrescued(helped, f);
}

static double activation_rate(double helped, double threshold, const Fates *f) {
    return f->activation_rate * saturation(helped, threshold, f->activation_steepness);
}

static double first_of(const double *after, int n) {
    double first = INFINITY;
    for (int k = 0; k < n; k++) first = after[k] < first ? after[k] : first;
    return first;
}

static int naive_fate(double signal, double helped, double affinity, const Fates *f, const Repertoire *r,
                      const double *d, const double *late, double hours) {
    double after[5] = {
        rings_after(activation_rate(helped, f->activation_threshold, f), d[0], hours),
        rings_after(anergy_rate(signal, helped, f), d[1], hours),
        rings_after(deletion_rate(signal, helped, f), d[2], hours),
        rings_after(peripheral_treg_rate(signal, helped, affinity, f), d[3], hours),
        rings_after(decay_rate(r->thymic_half_life), late[0], hours),
    };
    double first = first_of(after, 5);
    if (first > hours) return NAIVE;
    if (first == after[0]) return PRIMED;
    if (first == after[1]) return ANERGIC;
    return first == after[3] ? PERIPHERAL_TREG : FREE;
}

static int experienced_fate(int phenotype, double signal, double helped, double il2, double soothing, double felt, int left,
                            const Fates *f, const Binding *b, const double *d, const double *late, double hours) {
    double tolerance = 1.0 / f->experienced_resistance;
    double convert = b->conversion_rate * felt * (1.0 - square_saturation(helped, b->help_block));
    double after[7] = {
        rings_after(convert, d[0], hours),
        rings_after(tolerance * anergy_rate(signal, helped, f), d[1], hours),
        rings_after(tolerance * deletion_rate(signal, helped, f), d[2], hours),
        INFINITY, INFINITY, INFINITY, INFINITY,
    };
    int other = phenotype;
    if (phenotype == PRIMED) {
        after[4] = rings_after(left <= 0 ? f->programme_end_rate : f->differentiation_rate, d[3], hours);
        other = EFFECTOR;
    } else if (phenotype == EFFECTOR) {
        double starved = f->effector_death_rate * (1.0 - f->il2_rescue * saturation(il2, f->il2_half_effector, 1.0));
        double driven = f->overdrive_death_rate * fourth_saturation(signal, f->overdrive_signal);
        after[3] = rings_after(starved + driven, d[3], hours);
        after[5] = rings_after(f->memory_rate, late[0], hours);
        double driven_long = square_saturation(signal, f->exhaustion_signal);
        after[6] = rings_after(f->exhaustion_rate * driven_long, late[1], hours);
        double bathed = saturation(soothing, f->natural_tr1_suppression, 1.0);
        double natural = rings_after(f->natural_tr1_rate * bathed * driven_long, late[2], hours);
        after[0] = natural < after[0] ? natural : after[0];
    } else if (phenotype == MEMORY) {
        after[4] = rings_after(activation_rate(helped, f->memory_threshold, f), d[3], hours);
        after[3] = rings_after(f->resting_death_rate, late[0], hours);
        other = PRIMED;
    } else {
        after[3] = rings_after(f->resting_death_rate, d[3], hours);
    }
    double first = first_of(after, 7);
    if (first > hours) return phenotype;
    if (first == after[0]) return TR1;
    if (first == after[1]) return ANERGIC;
    if (first == after[4]) return other;
    if (first == after[5]) return MEMORY;
    return first == after[6] ? EXHAUSTED : FREE;
}

static double strongest_signal(const double *bound, int64_t designs, double weight, double affinity,
                               const double *valencies, const double *diameters, const Binding *b) {
    double felt = 0.0;
    for (int64_t k = 0; k < designs; k++) {
        if (bound[k] <= 0.0 || valencies[k] <= 0.0) continue;
        double filled = fmin(1.0, bound[k] / (weight * b->particles_per_cell));
        double per_ligand = b->receptors_per_ligand / (1.0 + b->strong_dissociation / affinity);
        double facing = fmin(1.0, b->facing_area / (M_PI * diameters[k] * diameters[k]));
        double sought = per_ligand * valencies[k] * facing, share = sought / b->clustered_receptors;
        double most = sought / pow(1.0 + pow(share, b->saturation_sharpness), 1.0 / b->saturation_sharpness);
        felt = fmax(felt, saturation(most * filled, b->reprogramming_receptors, b->reprogramming_steepness));
    }
    return felt;
}

static void highest_words(const Fates *f, const Repertoire *r, const Binding *b, double hours,
                          uint32_t highest[CLOCKS][PHENOTYPES]) {
    double tolerance = 1.0 / f->experienced_resistance, largest[CLOCKS][PHENOTYPES] = {{0.0}};
    int experienced[] = {PRIMED, EFFECTOR, MEMORY, EXHAUSTED};
    for (int k = 0; k < 4; k++) {
        largest[0][experienced[k]] = b->conversion_rate;
        largest[1][experienced[k]] = tolerance * f->anergy_rate;
        largest[2][experienced[k]] = tolerance * f->deletion_rate;
        largest[3][experienced[k]] = f->resting_death_rate;
    }
    largest[0][NAIVE] = f->activation_rate;
    largest[1][NAIVE] = f->anergy_rate;
    largest[2][NAIVE] = f->deletion_rate;
    largest[3][NAIVE] = f->treg_rate;
    largest[4][NAIVE] = decay_rate(r->thymic_half_life);
    largest[3][PRIMED] = fmax(f->differentiation_rate, f->programme_end_rate);
    largest[3][EFFECTOR] = f->effector_death_rate + f->overdrive_death_rate;
    largest[4][EFFECTOR] = f->memory_rate;
    largest[5][EFFECTOR] = f->exhaustion_rate;
    largest[6][EFFECTOR] = f->natural_tr1_rate;
    largest[3][MEMORY] = f->activation_rate;
    largest[4][MEMORY] = f->resting_death_rate;
    largest[0][ANERGIC] = decay_rate(f->anergy_half_life);
    largest[1][ANERGIC] = f->deletion_rate;
    largest[2][ANERGIC] = f->resting_death_rate;
    largest[0][TREG] = largest[0][PERIPHERAL_TREG] = f->treg_death_rate;
    largest[0][TR1] = b->tr1_death_rate;
    for (int clock = 0; clock < CLOCKS; clock++)
        for (int phenotype = 0; phenotype < PHENOTYPES; phenotype++)
            highest[clock][phenotype] =
                (uint32_t)fmin(ceil(largest[clock][phenotype] * hours * 4294967296.0), 4294967295.0);
}

void choose_fate(int64_t rows, int8_t *phenotypes, const int64_t *uids, const int32_t *sites, const double *signals,
                 const double *helps, const float *affinities, const int32_t *weights, const int16_t *divisions,
                 int16_t *programmes, int32_t *changed, double *bound, double *inside, int64_t designs,
                 const int32_t *voxel_of_site, const double *il2s, const double *soothings, const double *valencies,
                 const double *diameters, const Fates *f, const Repertoire *r, const Binding *b, const double *quanta,
                 int64_t *cleared, int32_t *vacant, int64_t *meta, uint64_t key, int64_t step, double hours) {
    uint32_t highest[CLOCKS][PHENOTYPES], early[4][RUN], later[4][RUN];
    int64_t restless[RUN];
    highest_words(f, r, b, hours, highest);
    for (int64_t first = 0; first < rows; first += RUN) {
        int64_t end = first + RUN < rows ? first + RUN : rows, ringing = 0;
        draw_words(key, (uint64_t)step, uids + first, end - first, DECISION_FATE, early);
        draw_words(key, (uint64_t)step, uids + first, end - first, DECISION_TOLERANCE, later);
        for (int64_t i = first; i < end; i++) {
            int phenotype = phenotypes[i], k = (int)(i - first), rings = 0;
            for (int clock = 0; clock < 4; clock++) rings |= early[clock][k] <= highest[clock][phenotype];
            for (int clock = 4; clock < CLOCKS; clock++) rings |= later[clock - 4][k] <= highest[clock][phenotype];
            restless[ringing] = i;
            ringing += rings & (phenotype != FREE);
        }
        for (int64_t each = 0; each < ringing; each++) {
            int64_t i = restless[each], k = i - first;
            int phenotype = phenotypes[i], fate = phenotype;
            double d[4], late[3], signal = signals[i], helped = helps[i];
            for (int clock = 0; clock < 4; clock++) d[clock] = unit(early[clock][k]);
            for (int clock = 0; clock < 3; clock++) late[clock] = unit(later[clock][k]);
            double il2 = il2s[voxel_of_site[sites[i]]], soothing = soothings[voxel_of_site[sites[i]]];
            if (phenotype == NAIVE) {
                fate = naive_fate(signal, helped, affinities[i], f, r, d, late, hours);
            } else if (phenotype == ANERGIC) {
                double awake = decay_rate(f->anergy_half_life) * (1.0 - square_saturation(signal, f->anergy_threshold));
                double back = rings_after(awake, d[0], hours);
                double deleted = rings_after(deletion_rate(signal, helped, f), d[1], hours);
                double died = rings_after(f->resting_death_rate, d[2], hours);
                double gone = deleted < died ? deleted : died;
                if (back <= hours && back < gone) fate = divisions[i] == 0 ? NAIVE : MEMORY;
                else if (gone <= hours) fate = FREE;
            } else if (phenotype < TREG) {
                double felt = 0.0;
                if (d[0] <= b->conversion_rate * hours)
                    felt = strongest_signal(bound + i * designs, designs, weights[i], affinities[i], valencies, diameters, b);
                fate = experienced_fate(phenotype, signal, helped, il2, soothing, felt, programmes[i], f, b, d, late, hours);
            } else {
                double fed = 1.0 - f->il2_rescue * saturation(il2, f->il2_half_treg, 1.0);
                double rate = phenotype == TR1 ? b->tr1_death_rate : f->treg_death_rate * fed;
                if (rings_after(rate, d[0], hours) <= hours) fate = FREE;
            }
            if (fate == phenotype) continue;
            phenotypes[i] = (int8_t)fate;
            changed[i] = (int32_t)step;
            if (fate == PRIMED) {
                programmes[i] = (int16_t)(phenotype == MEMORY ? f->memory_programme : f->programme);
            } else if (fate == EFFECTOR) {
                if (programmes[i] > 0) programmes[i] = 0;
            } else if (fate == FREE) {
                for (int64_t k = 0; k < designs; k++) {
                    int64_t at = i * designs + k;
                    cleared[k] += (int64_t)rint((bound[at] + inside[at]) * quanta[k]);
                    bound[at] = inside[at] = 0.0;
                }
                vacant[meta[1]++] = (int32_t)i;
            }
        }
    }
}
